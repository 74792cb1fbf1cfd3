package io.infera.node.shell;

import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the node's job topic, which the dispatcher makes when it admits the node. */
public final class JobTopic {
  private static final Logger LOG = LoggerFactory.getLogger(JobTopic.class);
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);
  private static final int ASKS_PER_REMINDER = 50;

  private JobTopic() {}

  /**
   * Returns when the topic of each node is there.
   *
   * @param cancelled asked between two looks
   * @return false when it was cancelled first
   */
  public static boolean await(
      Map<String, String> kafka, Collection<String> nodeIds, BooleanSupplier cancelled) {
    try (Admin admin = Admin.create(Map.copyOf(kafka))) {
      for (String nodeId : nodeIds) {
        if (!await(admin, Topics.jobs(nodeId).name(), cancelled)) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean await(Admin admin, String topic, BooleanSupplier cancelled) {
    for (int asked = 0; !cancelled.getAsBoolean(); asked++) {
      if (exists(admin, topic)) {
        return true;
      }
      if (asked % ASKS_PER_REMINDER == 0) {
        LOG.info("Waiting for {}: the dispatcher makes it when it admits this node", topic);
      }
      Pause.of(ASK_AGAIN);
    }
    return false;
  }

  private static boolean exists(Admin admin, String topic) {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().containsKey(topic);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      // A topic that one may not see yet looks like one that is not there.
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TopicAuthorizationException
          || e.getCause() instanceof RetriableException) {
        return false;
      }
      throw new IllegalStateException("Cannot look for topic " + topic, e.getCause());
    }
  }
}
