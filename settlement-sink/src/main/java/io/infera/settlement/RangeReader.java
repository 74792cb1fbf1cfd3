package io.infera.settlement;

import io.infera.schemas.catalog.Topics;
import io.infera.settlement.domain.OffsetRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads ranges of infera.settlements again, as anchored batches cut them: read committed, in no
 * group. Whoever catches up asks for one range after the other, so what a fetch brings beyond a
 * range is kept for the next one of its lane.
 */
public final class RangeReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * What is asked for is there: a broker need not wait for it. With Kafka's half a second, a fetch
   * at the end of one lane held up the next one of another for that long.
   */
  private static final int BROKER_WAITS_MS = 10;

  private final Consumer<byte[], byte[]> consumer;
  private final Map<Integer, Ahead> aheads = new HashMap<>();

  public RangeReader(Map<String, String> kafka) {
    var settings = new HashMap<String, Object>(kafka);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, BROKER_WAITS_MS);
    this.consumer = LaneConsumer.of(settings);
  }

  /** How many lanes there are, says the broker. */
  public int lanes() {
    return consumer.partitionsFor(Topics.SETTLEMENTS.name()).size();
  }

  /**
   * The records of a range.
   *
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException when the log no longer has
   *     it
   * @throws TimeoutException when the broker does not hand it out
   */
  public List<ConsumerRecord<byte[], byte[]>> read(OffsetRange range) {
    Ahead ahead =
        aheads.compute(
            range.lane(),
            (lane, known) ->
                known != null && known.reaches(range.first()) ? known : new Ahead(range.first()));
    if (ahead.next < range.next()) {
      fetch(range, ahead);
    }
    return ahead.take(range);
  }

  private void fetch(OffsetRange range, Ahead ahead) {
    var lane = new TopicPartition(Topics.SETTLEMENTS.name(), range.lane());
    if (!consumer.assignment().contains(lane)) {
      consumer.assign(List.of(lane));
      consumer.seek(lane, ahead.next);
    } else if (consumer.position(lane) != ahead.next) {
      consumer.seek(lane, ahead.next);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (ahead.next < range.next()) {
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException(range + " is anchored, and the broker does not hand it out");
      }
      consumer.poll(POLL).forEach(ahead.records::add);
      ahead.next = consumer.position(lane);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Closes it without a word to the broker, as when the process dies. */
  void abandon() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  /** What was fetched of a lane and not asked for yet: all from an offset to before another one. */
  private static final class Ahead {
    private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
    private long first;
    private long next;

    private Ahead(long offset) {
      this.first = offset;
      this.next = offset;
    }

    boolean reaches(long offset) {
      return first <= offset && offset <= next;
    }

    List<ConsumerRecord<byte[], byte[]>> take(OffsetRange range) {
      var taken = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (!records.isEmpty() && records.peekFirst().offset() < range.next()) {
        ConsumerRecord<byte[], byte[]> record = records.pollFirst();
        if (range.contains(record.offset())) {
          taken.add(record);
        }
      }
      first = range.next();
      return taken;
    }
  }
}
