package io.infera.infra.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.InferenceResponse;
import io.infera.event.ReceiptStatus;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Tick;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.UndecodableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads topics from their beginning, committed records alone, and tells an audit; may be read on. A
 * record on a partition that is not its key's, and bytes that are no record, say nothing: whoever
 * wrote them, it was not the network.
 */
final class LogFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<TopicPartition> partitions;
  private final Map<String, Reader<?>> readers;

  private record Reader<T extends SpecificRecord>(Deserializer<T> deserializer, Consumer<T> sink) {
    void read(ConsumerRecord<String, byte[]> record) {
      T value;
      try {
        value = deserializer.deserialize(record.topic(), record.value());
      } catch (UndecodableException e) {
        return;
      }
      sink.accept(value);
    }
  }

  /**
   * @param kafka settings of a client that may read all of it
   * @param answers where the answers are
   */
  LogFollower(
      Map<String, String> kafka, AvroSerdes serdes, Topic<InferenceResponse> answers, Audit audit) {
    readers =
        Map.of(
            Topics.REQUESTS.name(),
            reader(serdes, Topics.REQUESTS, value -> audit.requested(RequestKey.of(value))),
            Topics.ASSIGNMENTS.name(),
            reader(serdes, Topics.ASSIGNMENTS, audit::disposed),
            answers.name(),
            reader(serdes, answers, audit::answered),
            Topics.VERDICTS.name(),
            reader(serdes, Topics.VERDICTS, audit::judged),
            Topics.SETTLEMENTS.name(),
            reader(serdes, Topics.SETTLEMENTS, audit::settled),
            Topics.RECEIPTS.name(),
            reader(
                serdes,
                Topics.RECEIPTS,
                value -> {
                  if (value.getStatus() == ReceiptStatus.FINAL) {
                    audit.receiptFinal(RequestKey.of(value));
                  }
                }),
            Topics.ROSTERS.name(),
            reader(
                serdes,
                Topics.ROSTERS,
                value -> audit.stands(value.getNodeId(), value.getState(), value.getReason())));
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    partitions =
        readers.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    partitions.forEach(partition -> counts.merge(partition.topic(), 1, Integer::sum));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  private static <T extends SpecificRecord> Reader<T> reader(
      AvroSerdes serdes, Topic<T> topic, Consumer<T> sink) {
    return new Reader<>(serdes.deserializer(topic), sink);
  }

  /** Reads on to where the topics end now. */
  void readOn() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (var record : consumer.poll(POLL)) {
        if (!Tick.is(record.key(), record.value())
            && record.key() != null
            && record.value() != null
            && isHome(record)) {
          readers.get(record.topic()).read(record);
        }
      }
    }
  }

  private boolean isHome(ConsumerRecord<String, byte[]> record) {
    int hash = Utils.toPositive(Utils.murmur2(record.key().getBytes(UTF_8)));
    return hash % counts.get(record.topic()) == record.partition();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
