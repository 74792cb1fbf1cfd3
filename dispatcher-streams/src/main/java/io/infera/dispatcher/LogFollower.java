package io.infera.dispatcher;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of a topic in a thread of its own: records one by one, then the end of the
 * batch. A record that cannot be worked on now is tried again until it can; nothing is skipped.
 */
final class LogFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What is done with the records. */
  interface Handler {
    /**
     * Works on a record.
     *
     * @throws RuntimeException when it has to be tried again
     */
    void on(ConsumerRecord<byte[], byte[]> record);

    /** Where to begin to read a partition; empty for its beginning, or what was committed. */
    default OptionalLong startOf(int partition) {
      return OptionalLong.empty();
    }

    /** Everything that was there has been given. */
    default void endOfBatch() {}
  }

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final boolean committing;
  private final Handler handler;
  private final Thread thread;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private volatile boolean running = true;
  private volatile String trouble = "";

  /**
   * @param committing true to go on from the committed offsets and commit; false to read from the
   *     beginning
   */
  LogFollower(
      String topic, Consumer<byte[], byte[]> consumer, boolean committing, Handler handler) {
    this.topic = topic;
    this.consumer = consumer;
    this.committing = committing;
    this.handler = handler;
    this.thread = new Thread(this::run, "follow-" + topic);
    this.thread.setDaemon(true);
  }

  LogFollower start() {
    thread.start();
    return this;
  }

  /** Waits until what stood in the topic at the start has been worked on. */
  boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** Why it does not get on; empty when it does. */
  String trouble() {
    return trouble;
  }

  private void run() {
    try (consumer) {
      Map<TopicPartition, Long> ends = begin();
      while (running) {
        follow();
        if (!isCaughtUp() && ends.entrySet().stream().allMatch(this::isReached)) {
          caughtUp.countDown();
        }
      }
    } catch (WakeupException | InterruptException e) {
      LOG.debug("{} is no longer followed", topic);
    }
  }

  private Map<TopicPartition, Long> begin() {
    while (true) {
      try {
        List<TopicPartition> partitions =
            consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
          throw new IllegalStateException("expected the topic to exist, found none; create it");
        }
        consumer.assign(partitions);
        if (!committing) {
          consumer.seekToBeginning(partitions);
        }
        for (TopicPartition partition : partitions) {
          handler
              .startOf(partition.partition())
              .ifPresent(offset -> consumer.seek(partition, offset));
        }
        return consumer.endOffsets(partitions);
      } catch (WakeupException | InterruptException e) {
        throw e;
      } catch (RuntimeException e) {
        pause("cannot begin to read " + topic + ": " + e.getMessage(), e);
      }
    }
  }

  private boolean isReached(Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey()) >= end.getValue();
  }

  private void follow() {
    var next = new HashMap<TopicPartition, OffsetAndMetadata>();
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (TopicPartition partition : records.partitions()) {
        next.put(partition, new OffsetAndMetadata(records.records(partition).get(0).offset()));
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        handler.on(record);
        next.put(
            new TopicPartition(topic, record.partition()),
            new OffsetAndMetadata(record.offset() + 1));
      }
      if (!records.isEmpty()) {
        handler.endOfBatch();
        if (committing) {
          consumer.commitSync(next);
        }
      }
      trouble = "";
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      next.forEach((partition, offset) -> consumer.seek(partition, offset));
      pause("stopped in " + topic + " and will try again: " + e.getMessage(), e);
    }
  }

  private void pause(String why, RuntimeException cause) {
    trouble = why;
    LOG.warn(why, cause);
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    running = false;
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
