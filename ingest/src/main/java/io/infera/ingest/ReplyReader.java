package io.infera.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.InferenceResponse;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.serde.RegistryUnavailableException;
import io.infera.schemas.serde.UndecodableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the reply topic. All partitions are assigned, without a group: nothing rebalances, and two
 * processes with one key both see all answers. Partitions there at the start are read from their
 * end as of then, which is before the first request; those that appear later (the topic itself may
 * not exist before the first request) from their beginning.
 */
final class ReplyReader implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration METADATA = Duration.ofSeconds(2);
  private static final long ABSENT_MILLIS = 250;
  private static final long REFRESH_NANOS = Duration.ofSeconds(30).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final Deserializer<InferenceResponse> deserializer;
  private final String topic;
  private final byte[] ours;
  private final AnswerDesk desk;
  private final InstantSource clock;
  private final Thread thread = new Thread(this, "infera-replies");
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<TopicPartition> assigned = new ArrayList<>();
  private long refreshedNanos;
  private String absence = "";
  private volatile RuntimeException fatal;

  ReplyReader(
      Consumer<byte[], byte[]> consumer,
      Deserializer<InferenceResponse> deserializer,
      ProducerSettings settings,
      AnswerDesk desk) {
    this.consumer = consumer;
    this.deserializer = deserializer;
    this.topic = settings.replyTopic();
    this.ours = (settings.identity().address() + "/").getBytes(UTF_8);
    this.desk = desk;
    this.clock = settings.clock();
    thread.setDaemon(true);
  }

  /** Fixes where reading begins; returns when it is fixed. */
  void start(Duration timeout, boolean fromBeginning) {
    var partitions = partitions(timeout);
    if (!partitions.isEmpty()) {
      assigned.addAll(partitions);
      consumer.assign(assigned);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.endOffsets(partitions, timeout).forEach(consumer::seek);
      }
    }
    refreshedNanos = System.nanoTime();
    thread.start();
  }

  @Override
  public void run() {
    try {
      while (closing.getCount() > 0) {
        assignNewPartitions();
        if (assigned.isEmpty()) {
          pause(ABSENT_MILLIS);
        } else {
          readBatch();
          expire();
        }
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to close");
    } catch (RuntimeException e) {
      LOG.error("cannot read answers from {}", topic, e);
      fatal = e;
      desk.stop(key -> new NoAnswerException(key, e));
    } finally {
      consumer.close(CloseOptions.timeout(METADATA));
    }
  }

  private void assignNewPartitions() {
    long now = System.nanoTime();
    if (!assigned.isEmpty() && now - refreshedNanos < REFRESH_NANOS) {
      return;
    }
    refreshedNanos = now;
    var appeared = new ArrayList<>(partitions(METADATA));
    appeared.removeAll(assigned);
    if (!appeared.isEmpty()) {
      assigned.addAll(appeared);
      consumer.assign(assigned);
      consumer.seekToBeginning(appeared);
    }
  }

  /**
   * Empty while the topic does not exist, or may not be seen yet: its rights are granted when it is
   * created.
   */
  private List<TopicPartition> partitions(Duration timeout) {
    try {
      var partitions = consumer.partitionsFor(topic, timeout);
      absence = partitions.isEmpty() ? "the reply topic " + topic + " does not exist" : "";
      return partitions.stream().map(ReplyReader::of).toList();
    } catch (AuthorizationException | RetriableException e) {
      absence = "the reply topic " + topic + " cannot be read: " + e.getMessage();
      return List.of();
    }
  }

  private static TopicPartition of(PartitionInfo partition) {
    return new TopicPartition(partition.topic(), partition.partition());
  }

  private void readBatch() {
    try {
      consumer.poll(POLL).forEach(this::read);
    } finally {
      desk.endOfBatch();
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> answer) {
    if (!isOurs(answer.key()) || answer.value() == null) {
      return;
    }
    try {
      var response = decode(answer);
      if (response != null
          && RequestKey.of(response).toString().equals(new String(answer.key(), UTF_8))) {
        desk.deliver(response);
      } else if (response != null) {
        refuse(answer, "its key names another request: " + new String(answer.key(), UTF_8));
      }
    } catch (UndecodableException | IllegalArgumentException e) {
      refuse(answer, e.getMessage());
    }
  }

  /** The shared topic carries everybody's answers; others' are not even decoded. */
  private boolean isOurs(byte[] key) {
    return key != null
        && key.length > ours.length
        && Arrays.equals(key, 0, ours.length, ours, 0, ours.length);
  }

  /**
   * Waits for a registry that is out, since the answer would be lost otherwise; null when closing
   * meanwhile.
   */
  private InferenceResponse decode(ConsumerRecord<byte[], byte[]> answer) {
    while (closing.getCount() > 0) {
      try {
        return deserializer.deserialize(topic, answer.value());
      } catch (RegistryUnavailableException e) {
        LOG.warn("waiting for the schema registry to read an answer: {}", e.getMessage());
        pause(1_000);
      }
    }
    return null;
  }

  private void refuse(ConsumerRecord<byte[], byte[]> answer, String why) {
    desk.undecodable();
    LOG.warn("ignored {}-{}@{}: {}", answer.topic(), answer.partition(), answer.offset(), why);
  }

  private void pause(long millis) {
    expire();
    try {
      closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  private void expire() {
    desk.expire(clock.instant(), absence.isEmpty() ? "nothing came in " + topic : absence);
  }

  /**
   * @throws IllegalStateException when answers can no longer be read
   */
  void requireAlive() {
    if (fatal != null) {
      throw new IllegalStateException("answers can no longer be read from " + topic, fatal);
    }
  }

  void close() throws InterruptedException {
    closing.countDown();
    consumer.wakeup();
    thread.join(METADATA.toMillis() * 2);
  }
}
