package io.infera.dispatcher;

import io.infera.dispatcher.stream.LogReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the log with a consumer of its own, which belongs to no group. */
final class KafkaLogReader implements LogReader {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;

  /** By offset, what was fetched last: after a start, many records are wanted that lie together. */
  private final Map<Long, Entry> fetched = new HashMap<>();

  private long fetchedFrom;
  private long fetchedTo;
  private long knownEnd;

  KafkaLogReader(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  @Override
  public Optional<Entry> find(String topic, int partition, long offset) {
    var place = new TopicPartition(topic, partition);
    assign(place);
    if (offset >= knownEnd) {
      knownEnd = end(place);
    }
    if (offset >= knownEnd) {
      return Optional.empty();
    }
    if (offset < fetchedFrom || offset >= fetchedTo) {
      fetch(place, offset);
    }
    return Optional.ofNullable(fetched.get(offset));
  }

  /** What stands before the log's begin, or in a gap, is not there to be waited for. */
  private void fetch(TopicPartition place, long offset) {
    consumer.seek(place, offset);
    fetched.clear();
    next(place)
        .forEach(record -> entry(record).ifPresent(entry -> fetched.put(entry.offset(), entry)));
    fetchedFrom = offset;
    fetchedTo = consumer.position(place);
  }

  @Override
  public void forEach(String topic, int partition, Instant since, Consumer<Entry> each) {
    var place = new TopicPartition(topic, partition);
    assign(place);
    OffsetAndTimestamp first =
        consumer.offsetsForTimes(Map.of(place, Math.max(0, since.toEpochMilli()))).get(place);
    if (first == null) {
      return;
    }
    long end = end(place);
    consumer.seek(place, first.offset());
    while (consumer.position(place) < end) {
      for (ConsumerRecord<byte[], byte[]> record : next(place)) {
        entry(record).ifPresent(each);
      }
    }
  }

  private void assign(TopicPartition place) {
    if (!consumer.assignment().contains(place)) {
      consumer.assign(List.of(place));
      fetched.clear();
      fetchedTo = 0;
      knownEnd = 0;
    }
  }

  private long end(TopicPartition place) {
    return consumer.endOffsets(List.of(place)).get(place);
  }

  /** The records behind the position; what is there at the end of its log may be none. */
  private List<ConsumerRecord<byte[], byte[]>> next(TopicPartition place) {
    long from = consumer.position(place);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(place);
      if (!records.isEmpty() || consumer.position(place) > from) {
        return records;
      }
      if (System.nanoTime() > until) {
        throw new TimeoutException(
            "expected the records of "
                + place
                + " from offset "
                + from
                + " within "
                + PATIENCE.toSeconds()
                + " s, found none; is its leader there?");
      }
    }
  }

  private static Optional<Entry> entry(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null
        ? Optional.empty()
        : Optional.of(new Entry(record.offset(), record.timestamp(), record.value()));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
