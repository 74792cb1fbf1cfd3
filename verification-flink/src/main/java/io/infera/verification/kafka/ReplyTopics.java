package io.infera.verification.kafka;

import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topics;
import io.infera.verification.stream.Letter;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Which of the requesters' own reply topics exist. Asked once per topic and remembered, up to a
 * bound; forgotten when a write fails.
 */
final class ReplyTopics implements AutoCloseable {
  private static final int REMEMBERED = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, Object> settings;
  private final Map<String, Boolean> existing =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private Admin admin;

  ReplyTopics(Map<String, String> settings) {
    this.settings = new HashMap<>(settings);
  }

  boolean exists(String topic) {
    if (existing.containsKey(topic)) {
      return true;
    }
    boolean found = ask(topic);
    if (found) {
      existing.put(topic, true);
    }
    return found;
  }

  void forget(String topic) {
    existing.remove(topic);
  }

  private boolean ask(String topic) {
    if (admin == null) {
      admin = Admin.create(settings);
    }
    try {
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof InvalidTopicException
          || e.getCause() instanceof TopicAuthorizationException) {
        return false;
      }
      throw new IllegalStateException("cannot ask the broker for " + topic, e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "the broker did not tell of " + topic + " within " + PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for " + topic, e);
    }
  }

  /** An answer that has nowhere to go, for the dead letters of {@code infera.responses}. */
  static ProducerRecord<byte[], byte[]> undeliverable(ProducerRecord<byte[], byte[]> answer) {
    return DeadLetter.of(
        Letter.APPLICATION,
        Topics.RESPONSES.name(),
        -1,
        -1,
        -1,
        answer.key(),
        answer.value(),
        answer.headers(),
        new NoReplyTopic(
            "expected the reply topic " + answer.topic() + ", found none that may be written"));
  }

  /** Names the cause in the dead letter. */
  private static final class NoReplyTopic extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoReplyTopic(String message) {
      super(message);
    }
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
