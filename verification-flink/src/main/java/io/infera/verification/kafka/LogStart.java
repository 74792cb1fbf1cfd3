package io.infera.verification.kafka;

import static java.util.stream.Collectors.toMap;

import io.infera.verification.VerificationParameters;
import io.infera.verification.stream.InputTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Where a replay begins. From a time on, only requests can be judged again that were disposed since
 * then; reading begins {@link #LEAD} before it, so that the partitions' times, which are behind for
 * a while after an outage, are those of a reader of the whole log.
 *
 * @param from since when requests are judged again; empty when the log has its beginning and is
 *     read from there
 * @param offsets where each partition is read from; empty for its beginning
 * @param requests where in each partition of infera.assignments the requests in question begin;
 *     empty for all
 */
public record LogStart(
    Optional<Instant> from, Map<TopicPartition, Long> offsets, Map<TopicPartition, Long> requests) {
  /** From the beginning of a log that has it. */
  public static final LogStart BEGINNING = new LogStart(Optional.empty(), Map.of(), Map.of());

  /** Well above the time in which a partition's time catches up with the broker's. */
  public static final Duration LEAD = Duration.ofMinutes(10);

  public LogStart {
    offsets = Map.copyOf(offsets);
    requests = Map.copyOf(requests);
  }

  /**
   * Asks the broker.
   *
   * @param wanted since when; empty for as far back as can be. Of a log whose beginning is no
   *     longer retained that is {@link #LEAD} after what is left, and nothing earlier is possible
   */
  public static LogStart since(
      VerificationParameters parameters, LogTopics topics, Optional<Instant> wanted) {
    var settings = new HashMap<String, Object>(parameters.kafkaWith(Map.of()));
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all = topics.topicPartitions();
      return Stream.concat(
              wanted.stream(), cut(consumer, all).map(time -> time.plus(LEAD)).stream())
          .max(Comparator.naturalOrder())
          .map(from -> of(consumer, all, from))
          .orElse(BEGINNING);
    }
  }

  /** Since when each partition is whole, if one has lost its beginning to retention. */
  private static Optional<Instant> cut(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
    List<TopicPartition> cut =
        consumer.beginningOffsets(partitions).entrySet().stream()
            .filter(begin -> begin.getValue() > 0)
            .map(Map.Entry::getKey)
            .toList();
    return consumer
        .offsetsForTimes(cut.stream().collect(toMap(partition -> partition, partition -> 0L)))
        .values()
        .stream()
        .flatMap(Stream::ofNullable)
        .map(first -> Instant.ofEpochMilli(first.timestamp()))
        .max(Comparator.naturalOrder());
  }

  private static LogStart of(
      Consumer<?, ?> consumer, List<TopicPartition> partitions, Instant from) {
    List<TopicPartition> assignments =
        partitions.stream()
            .filter(one -> one.topic().equals(InputTopic.ASSIGNMENTS.topicName()))
            .toList();
    return new LogStart(
        Optional.of(from),
        offsets(consumer, partitions, from.minus(LEAD)),
        offsets(consumer, assignments, from));
  }

  /** The first offset of each at or after a time; the end where there is none. */
  private static Map<TopicPartition, Long> offsets(
      Consumer<?, ?> consumer, List<TopicPartition> partitions, Instant time) {
    Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(partitions));
    long millis = Math.max(0, time.toEpochMilli());
    Map<TopicPartition, OffsetAndTimestamp> found =
        consumer.offsetsForTimes(
            partitions.stream().collect(toMap(partition -> partition, partition -> millis)));
    found.forEach(
        (partition, first) -> {
          if (first != null) {
            offsets.put(partition, first.offset());
          }
        });
    return offsets;
  }
}
