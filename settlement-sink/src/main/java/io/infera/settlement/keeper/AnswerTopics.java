package io.infera.settlement.keeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.InferenceResponse;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.serde.UndecodableException;
import io.infera.settlement.chain.EvmAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What the log has of contracts' questions: receipts and answers as they come, settlements by their
 * place. The reply topic exists from the first question on.
 */
final class AnswerTopics implements AutoCloseable {
  private static final Duration NOW = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A receipt, or an answer, is not older than its question; clocks may differ so much. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final EvmAddress gateway;
  private final String replies;
  private final KafkaConsumer<byte[], byte[]> stream;
  private final KafkaConsumer<byte[], byte[]> places;
  private final Deserializer<SettlementReceipt> receiptReader;
  private final Deserializer<InferenceResponse> responseReader;
  private final Deserializer<SettlementEvent> settlementReader;
  private boolean following;

  AnswerTopics(Map<String, String> kafka, SchemaRegistry registry, EvmAddress gateway) {
    this.gateway = gateway;
    this.replies = AnswerDelivery.replyTopic(gateway);
    var settings = new HashMap<String, Object>(kafka);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.stream = consumer(settings);
    this.places = consumer(settings);
    var serdes = new AvroSerdes(registry);
    this.receiptReader = serdes.deserializer(Topics.RECEIPTS);
    this.responseReader = serdes.deserializer(Topics.responses(gateway.text()));
    this.settlementReader = serdes.deserializer(Topics.SETTLEMENTS);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Begins to read where the oldest open question can have been answered; at the end without one.
   */
  void from(Optional<Instant> oldest) {
    List<TopicPartition> receipts = partitions(Topics.RECEIPTS.name());
    stream.assign(receipts);
    stream.seekToEnd(receipts);
    oldest.ifPresent(asked -> seek(receipts, asked.minus(MARGIN)));
    // Where the position is is decided now, not at the next poll.
    receipts.forEach(stream::position);
  }

  private void seek(List<TopicPartition> partitions, Instant time) {
    var times = new HashMap<TopicPartition, Long>();
    partitions.forEach(partition -> times.put(partition, Math.max(0, time.toEpochMilli())));
    stream
        .offsetsForTimes(times)
        .forEach((partition, found) -> seek(partition, Optional.ofNullable(found)));
  }

  private void seek(TopicPartition partition, Optional<OffsetAndTimestamp> found) {
    found.ifPresent(offset -> stream.seek(partition, offset.offset()));
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> found = stream.partitionsFor(topic);
    return found == null
        ? List.of()
        : found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** Hands on what has come. */
  void poll(Consumer<SettlementReceipt> receipts, Consumer<InferenceResponse> responses) {
    followReplies();
    for (ConsumerRecord<byte[], byte[]> record : stream.poll(NOW)) {
      if (isOurs(record) && record.topic().equals(replies)) {
        decoded(responseReader, record).ifPresent(responses);
      } else if (isOurs(record)) {
        decoded(receiptReader, record).ifPresent(receipts);
      }
    }
  }

  /**
   * The reply topic is made with the first question. It is small: it is read from its beginning.
   */
  private void followReplies() {
    if (following) {
      return;
    }
    List<TopicPartition> found =
        stream.listTopics().containsKey(replies) ? partitions(replies) : List.of();
    if (!found.isEmpty()) {
      var all = new ArrayList<>(stream.assignment());
      all.addAll(found);
      stream.assign(all);
      stream.seekToBeginning(found);
      following = true;
    }
  }

  private boolean isOurs(ConsumerRecord<byte[], byte[]> record) {
    return record.key() != null && new String(record.key(), UTF_8).startsWith(gateway.text() + "/");
  }

  /** The settlement at a place; empty when nothing that can be read stands there any more. */
  Optional<SettlementEvent> settlement(int lane, long offset) {
    var partition = new TopicPartition(Topics.SETTLEMENTS.name(), lane);
    places.assign(List.of(partition));
    places.seek(partition, offset);
    return places.poll(PATIENCE).records(partition).stream()
        .filter(record -> record.offset() == offset)
        .findFirst()
        .flatMap(record -> decoded(settlementReader, record));
  }

  private static <T extends SpecificRecord> Optional<T> decoded(
      Deserializer<T> reader, ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null
          ? Optional.empty()
          : Optional.of(reader.deserialize(record.topic(), record.value()));
    } catch (UndecodableException e) {
      // No record: nobody is answered by it.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    stream.close();
    places.close();
  }
}
