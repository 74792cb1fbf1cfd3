package io.infera.verification.kafka;

import io.infera.verification.VerificationParameters;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.PartitionClock;
import io.infera.verification.stream.PartitionTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where a replay stops: the end of each partition now, and the time up to which all of them are
 * known.
 *
 * @param offsets end offset of each partition
 * @param horizon milliseconds: just below the least partition time at these ends; a deadline behind
 *     it has not passed
 */
public record LogEnd(Map<TopicPartition, Long> offsets, long horizon) {
  private static final Duration POLL = Duration.ofMillis(200);

  public LogEnd {
    offsets = Map.copyOf(offsets);
  }

  /** Of a replay from the beginning. */
  public static LogEnd now(VerificationParameters parameters, LogTopics topics) {
    return now(parameters, topics, LogStart.BEGINNING);
  }

  /**
   * Reads the log once for the partitions' times: the broker's clock may have stepped back, and the
   * log may have stood still.
   */
  public static LogEnd now(VerificationParameters parameters, LogTopics topics, LogStart start) {
    var settings =
        new HashMap<String, Object>(
            parameters.kafkaWith(Map.of("isolation.level", "read_committed")));
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = topics.topicPartitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      start.offsets().forEach(consumer::seek);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> times = times(consumer, ends);
      long horizon =
          partitions.stream().mapToLong(p -> times.getOrDefault(p, 0L)).min().orElseThrow() - 1;
      return new LogEnd(ends, Math.min(horizon, PartitionTime.NO_HORIZON - 1));
    }
  }

  private static Map<TopicPartition, Long> times(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    var clock = new PartitionClock();
    var times = new HashMap<TopicPartition, Long>();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        var partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.get(partition)) {
          var topic = InputTopic.named(record.topic());
          times.put(partition, clock.advance(topic, record.partition(), record.timestamp()));
        }
      }
    }
    return times;
  }
}
