package io.infera.verification.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One subtask's producer. All but the acknowledgements happens in the task's thread.
 *
 * <p>At most half of {@code buffer.memory} is on its way at once; then the task waits. So a topic
 * that takes little slows the job down to what it takes, and what waits for it stays in the log:
 * were it to wait in the producer's memory, it would be there for longer than the delivery timeout,
 * and the job would go back to its checkpoint and never come beyond it.
 *
 * <p>A record that may lack its topic and could not be written is looked at again: when the topic
 * is gone, it becomes a dead letter; otherwise, and for every other record, the task fails and
 * starts again from its checkpoint. A topic deleted while in use holds up checkpoints for one
 * delivery timeout (30 s), and answers to others for one metadata timeout (10 s), once.
 */
final class PromptWriter<T> implements SinkWriter<T> {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "acks", "all",
          "enable.idempotence", "true",
          // With more, a batch to a partition whose leader is not known yet can overtake its
          // predecessor, and the broker refuses both until the delivery timeout.
          "max.in.flight.requests.per.connection", "1",
          "linger.ms", "2",
          "batch.size", "65536",
          "buffer.memory", "4194304",
          "request.timeout.ms", "10000",
          "delivery.timeout.ms", "30000",
          "max.block.ms", "10000");

  private final Format.Opened<T> format;
  private final ReplyTopics replyTopics;
  private final KafkaProducer<byte[], byte[]> producer;
  private final MailboxExecutor mailbox;
  private final Counter sent;
  private final Counter undeliverable;
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong inFlight = new AtomicLong();
  private final long mostInFlight;
  private volatile boolean waiting;
  private volatile boolean closed;

  private record Failure(
      ProducerRecord<byte[], byte[]> record, boolean mayLackTopic, Exception cause) {}

  PromptWriter(
      Format.Opened<T> format,
      ReplyTopics replyTopics,
      Map<String, String> kafka,
      String clientId,
      WriterInitContext context) {
    this.format = format;
    this.replyTopics = replyTopics;
    this.mailbox = context.getMailboxExecutor();
    this.sent = context.metricGroup().getIOMetricGroup().getNumRecordsOutCounter();
    this.undeliverable = context.metricGroup().addGroup("infera").counter("undeliverable");
    var settings = new HashMap<String, Object>(DEFAULTS);
    settings.putAll(kafka);
    settings.put("client.id", clientId);
    this.mostInFlight = Long.parseLong(settings.get("buffer.memory").toString()) / 2;
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    awaitRoom();
    handleFailures();
    ProducerRecord<byte[], byte[]> record = format.encode(element);
    boolean mayLackTopic = format.mayLackTopic(element);
    if (mayLackTopic && !replyTopics.exists(record.topic())) {
      bury(record);
    } else {
      send(record, mayLackTopic);
    }
    sent.inc();
  }

  private void awaitRoom() throws InterruptedException {
    if (inFlight.get() > mostInFlight) {
      waiting = true;
      while (inFlight.get() > mostInFlight) {
        mailbox.yield();
      }
      waiting = false;
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record, boolean mayLackTopic) {
    int size = length(record.key()) + length(record.value());
    inFlight.addAndGet(size);
    producer.send(
        record,
        (metadata, failure) -> {
          if (inFlight.addAndGet(-size) <= mostInFlight && waiting && !closed) {
            mailbox.execute(() -> {}, "there is room again");
          }
          if (failure != null && !closed) {
            failures.add(new Failure(record, mayLackTopic, failure));
            mailbox.execute(this::handleFailures, "handle a failed write");
          }
        });
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private void bury(ProducerRecord<byte[], byte[]> answer) {
    undeliverable.inc();
    send(ReplyTopics.undeliverable(answer), false);
  }

  private void handleFailures() throws IOException {
    for (Failure failure = failures.poll(); failure != null; failure = failures.poll()) {
      String topic = failure.record().topic();
      if (failure.mayLackTopic()) {
        replyTopics.forget(topic);
      }
      if (!failure.mayLackTopic() || replyTopics.exists(topic)) {
        throw new IOException(
            "could not write to " + topic + "; the job goes back to its last checkpoint",
            failure.cause());
      }
      bury(failure.record());
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException {
    do {
      producer.flush();
      handleFailures();
      producer.flush();
    } while (!failures.isEmpty());
  }

  @Override
  public void close() {
    closed = true;
    // What is unacknowledged belongs to the next attempt.
    producer.close(Duration.ZERO);
    replyTopics.close();
    format.close();
  }
}
