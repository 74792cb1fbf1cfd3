package io.infera.verification.kafka;

import io.infera.verification.VerificationParameters;
import io.infera.verification.stream.InputTopic;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The input topics as the broker has them.
 *
 * @param partitions number of partitions of each
 */
public record LogTopics(EnumMap<InputTopic, Integer> partitions) implements Serializable {
  private static final long RETRY_MILLIS = 500;

  public LogTopics {
    partitions = new EnumMap<>(partitions);
    if (!partitions.get(InputTopic.ASSIGNMENTS).equals(partitions.get(InputTopic.RESULTS))) {
      throw new IllegalArgumentException(
          "expected as many partitions of infera.results as of infera.assignments, found "
              + partitions);
    }
  }

  /**
   * Asks the broker, and again while a topic is missing, for a network that is just starting.
   *
   * @throws IllegalStateException when a topic is still missing after the parameters' patience
   */
  public static LogTopics describe(VerificationParameters parameters) throws InterruptedException {
    long deadline = System.nanoTime() + parameters.topicsPatience().toNanos();
    try (Admin admin = Admin.create(new HashMap<String, Object>(parameters.kafka()))) {
      while (true) {
        try {
          return describe(admin);
        } catch (ExecutionException e) {
          if (!worthWaiting(e.getCause()) || System.nanoTime() > deadline) {
            throw new IllegalStateException(
                "expected topics "
                    + InputTopic.names()
                    + " at "
                    + parameters.bootstrapServers()
                    + "; create them first: "
                    + e.getCause(),
                e);
          }
          Thread.sleep(RETRY_MILLIS);
        }
      }
    }
  }

  private static boolean worthWaiting(Throwable cause) {
    return cause instanceof UnknownTopicOrPartitionException || cause instanceof RetriableException;
  }

  private static LogTopics describe(Admin admin) throws ExecutionException, InterruptedException {
    var partitions = new EnumMap<InputTopic, Integer>(InputTopic.class);
    admin
        .describeTopics(InputTopic.names())
        .allTopicNames()
        .get()
        .forEach(
            (name, topic) -> partitions.put(InputTopic.named(name), topic.partitions().size()));
    return new LogTopics(partitions);
  }

  /**
   * The largest parallelism at which every source subtask has a partition; one without would hold
   * back all time.
   */
  public int mostReaders() {
    return partitions.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  public Map<InputTopic, Integer> asMap() {
    return Map.copyOf(partitions);
  }

  /** All partitions. */
  List<TopicPartition> topicPartitions() {
    return partitions.entrySet().stream()
        .flatMap(
            topic ->
                IntStream.range(0, topic.getValue())
                    .mapToObj(i -> new TopicPartition(topic.getKey().topicName(), i)))
        .toList();
  }
}
