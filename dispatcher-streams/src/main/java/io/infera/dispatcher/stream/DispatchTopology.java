package io.infera.dispatcher.stream;

import io.infera.schemas.catalog.Topics;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.RecordContext;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The dispatcher's topology, a function of its parts. One processor reads requests, assignments and
 * escalations of the same partition number, because what it knows of a request must be in one
 * place:
 *
 * <pre>
 * infera.requests    ─┐                ┌─▶ infera.assignments (read again, above)
 * infera.assignments ─┼─▶ dispatch ────┼─▶ infera.jobs.&lt;nodeId&gt;
 * infera.escalations ─┘   │ a store    ├─▶ infera.responses[.&lt;requester&gt;]
 *                                      ├─▶ infera.requests (into the right partition)
 *                                      ├─▶ infera.authorisations
 *                                      └─▶ &lt;topic&gt;.dlq
 * </pre>
 *
 * Bytes are read as bytes and decoded in the processor, so that whatever cannot be read still has
 * its origin.
 */
public final class DispatchTopology {
  static final String PROCESSOR = "dispatch";
  static final String REQUESTS_SOURCE = "requests-in";
  static final String ASSIGNMENTS_SOURCE = "assignments-in";
  static final String ESCALATIONS_SOURCE = "escalations-in";

  private DispatchTopology() {}

  /** Builds the topology; starts nothing. */
  public static Topology build(DispatchParts parts) {
    var topology = new Topology();
    source(topology, REQUESTS_SOURCE, Topics.REQUESTS.name());
    source(topology, ASSIGNMENTS_SOURCE, Topics.ASSIGNMENTS.name());
    source(topology, ESCALATIONS_SOURCE, Topics.ESCALATIONS.name());
    topology.addProcessor(
        PROCESSOR, processor(parts), REQUESTS_SOURCE, ASSIGNMENTS_SOURCE, ESCALATIONS_SOURCE);
    sink(topology, Outbox.REQUESTS_SINK);
    sink(topology, Outbox.ASSIGNMENTS_SINK);
    sink(topology, Outbox.JOBS_SINK);
    sink(topology, Outbox.RESPONSES_SINK);
    sink(topology, Outbox.AUTHORISATIONS_SINK);
    sink(topology, Outbox.DEAD_LETTERS_SINK);
    return topology;
  }

  private static void source(Topology topology, String name, String topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        new NeverNegative(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic);
  }

  private static void sink(Topology topology, String name) {
    topology.addSink(
        name,
        (byte[] key, Outgoing value, RecordContext context) -> value.topic(),
        new ByteArraySerializer(),
        Outgoing.SERIALIZER,
        PROCESSOR);
  }

  private static ProcessorSupplier<byte[], byte[], byte[], Outgoing> processor(
      DispatchParts parts) {
    return new ProcessorSupplier<>() {
      @Override
      public DispatchProcessor get() {
        return new DispatchProcessor(parts);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(State.waitingStore());
      }
    };
  }

  /** A record without a time would end the stream; it has the time of the one before it. */
  private static final class NeverNegative implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
      return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);
    }
  }
}
