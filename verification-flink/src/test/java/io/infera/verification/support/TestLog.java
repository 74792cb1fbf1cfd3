package io.infera.verification.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Disposition;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeStake;
import io.infera.event.ReplicaResult;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import io.infera.verification.domain.Routing;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.LogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** A log written by hand, in milliseconds after {@link Records#AT}. */
public final class TestLog implements AutoCloseable {
  public static final Map<InputTopic, Integer> PARTITIONS =
      Map.of(
          InputTopic.ASSIGNMENTS, 4,
          InputTopic.RESULTS, 4,
          InputTopic.REGISTRATIONS, 1,
          InputTopic.HEARTBEATS, 1,
          InputTopic.STAKES, 1);

  private static final long SECOND = 1_000;

  private final SchemaRegistry registry;
  private final AvroSerdes serdes;
  private final List<LogRecord> records = new ArrayList<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private long ticked;

  public TestLog(InMemorySchemaRegistry registry) {
    this.registry = SchemaRegistry.connect(registry.url());
    this.serdes = new AvroSerdes(this.registry);
  }

  public static Instant at(long millis) {
    return Records.AT.plusMillis(millis);
  }

  public TestLog disposition(long millis, Disposition disposition) {
    return keyed(
        InputTopic.ASSIGNMENTS, millis, RequestKey.of(disposition).toString(), disposition);
  }

  public TestLog result(long millis, ReplicaResult result) {
    return keyed(InputTopic.RESULTS, millis, RequestKey.of(result).toString(), result);
  }

  public TestLog registration(long millis, NodeRegistration registration) {
    return keyed(InputTopic.REGISTRATIONS, millis, registration.getNodeId(), registration);
  }

  public TestLog heartbeat(long millis, NodeHeartbeat heartbeat) {
    return keyed(InputTopic.HEARTBEATS, millis, heartbeat.getNodeId(), heartbeat);
  }

  public TestLog stake(long millis, NodeStake stake) {
    return keyed(InputTopic.STAKES, millis, stake.getNodeId(), stake);
  }

  /** Ticks in every partition of every topic, one a second until then. */
  public TestLog tick(long millis) {
    while (millis - ticked > SECOND) {
      tickAt(ticked + SECOND);
    }
    return tickAt(millis);
  }

  private TestLog tickAt(long millis) {
    ticked = millis;
    for (InputTopic topic : InputTopic.values()) {
      for (int partition = 0; partition < PARTITIONS.get(topic); partition++) {
        raw(topic, partition, millis, null, null);
      }
    }
    return this;
  }

  public TestLog raw(InputTopic topic, int partition, long millis, byte[] key, byte[] value) {
    long offset = offsets.merge(topic + "-" + partition, 1L, Long::sum) - 1;
    records.add(
        new LogRecord(topic, partition, offset, at(millis).toEpochMilli(), key, value, List.of()));
    return this;
  }

  private TestLog keyed(InputTopic topic, long millis, String key, SpecificRecord value) {
    int partition = Routing.partition(key, PARTITIONS.get(topic));
    return raw(topic, partition, millis, key.getBytes(UTF_8), encode(topic.topic(), value));
  }

  @SuppressWarnings("unchecked") // The callers pair topics with their types.
  private <T extends SpecificRecord> byte[] encode(Topic<T> topic, SpecificRecord value) {
    return serdes.serializer(topic).serialize(topic.name(), (T) value);
  }

  public LogRecord last() {
    return records.get(records.size() - 1);
  }

  public List<LogRecord> records() {
    return List.copyOf(records);
  }

  /** The same log as if each topic had been read to its end before the next. */
  public List<LogRecord> topicByTopic(InputTopic... order) {
    var byTopic = new TreeMap<InputTopic, List<LogRecord>>();
    records.forEach(
        record -> byTopic.computeIfAbsent(record.topic(), any -> new ArrayList<>()).add(record));
    var interleaved = new ArrayList<LogRecord>();
    for (InputTopic topic : order) {
      interleaved.addAll(byTopic.getOrDefault(topic, List.of()));
    }
    return interleaved;
  }

  @Override
  public void close() {
    registry.close();
  }
}
