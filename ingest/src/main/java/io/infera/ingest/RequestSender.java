package io.infera.ingest;

import io.infera.event.InferenceRequest;
import io.infera.ingest.domain.InFlight;
import io.infera.ingest.domain.InFlight.Pending;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Hands requests to Kafka's producer, on a thread of its own: that producer's {@code send} blocks
 * while no broker is known, and it forgets its brokers when all are gone, so in an outage every
 * caller would hang in it, one who only tried included. What times out is sent again until its
 * answer is overdue; the network answers an id once, so a request that was appended after all does
 * no harm.
 */
final class RequestSender implements Runnable {
  /**
   * Longest that one {@code send} may block: bounds how long an overdue request keeps the ones
   * behind it waiting.
   */
  static final Duration MAX_BLOCK = Duration.ofSeconds(5);

  private final Producer<String, InferenceRequest> kafka;
  private final InFlight inFlight;
  private final AnswerDesk desk;
  // Bounded by the slots of what is in flight.
  private final BlockingQueue<Outgoing> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this, "infera-requests");
  private volatile boolean closing;

  private record Outgoing(Pending pending, InferenceRequest request) {}

  RequestSender(Producer<String, InferenceRequest> kafka, InFlight inFlight, AnswerDesk desk) {
    this.kafka = kafka;
    this.inFlight = inFlight;
    this.desk = desk;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void send(Pending pending, InferenceRequest request) {
    queue.add(new Outgoing(pending, request));
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        transmit(queue.take());
      }
    } catch (InterruptedException e) {
      // Closing.
    }
  }

  private void transmit(Outgoing next) {
    if (!inFlight.holds(next.pending())) {
      return;
    }
    var record =
        new ProducerRecord<>(
            Topics.REQUESTS.name(), next.pending().key().toString(), next.request());
    try {
      kafka.send(record, (appended, failure) -> settle(next, failure));
    } catch (RuntimeException e) {
      settle(next, e);
    }
  }

  private void settle(Outgoing sent, Exception failure) {
    if (failure == null) {
      sent.pending().unconfirmed().set(null);
    } else if (failure instanceof TimeoutException && !closing) {
      sent.pending()
          .unconfirmed()
          .set("Kafka has not confirmed the request: " + failure.getMessage());
      queue.add(sent);
    } else {
      desk.fail(sent.pending().key(), key -> new NotSentException(key, failure));
    }
  }

  void close(Duration timeout) throws InterruptedException {
    closing = true;
    thread.interrupt();
    kafka.close(timeout);
    thread.join(timeout.toMillis());
  }
}
