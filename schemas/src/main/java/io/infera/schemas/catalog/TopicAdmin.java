package io.infera.schemas.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates topics of the catalogue, each with its dead-letter topic. What exists is left as it is.
 */
public final class TopicAdmin {
  /** Room for the largest record that another topic takes, and the headers that tell its origin. */
  private static final Map<String, String> DEAD_LETTER_TOPIC =
      Map.of("retention.ms", "-1", "max.message.bytes", Integer.toString(2 << 20));

  private final Admin admin;

  public TopicAdmin(Admin admin) {
    this.admin = admin;
  }

  /**
   * Makes sure that every topic exists.
   *
   * @param replicationFactor copies of each partition; -1 for the broker's default
   * @throws KafkaException when the broker refuses one for another reason than that it exists
   */
  public void ensure(Collection<? extends Topic<?>> topics, short replicationFactor) {
    var wanted = new ArrayList<NewTopic>();
    for (Topic<?> topic : topics) {
      wanted.add(
          new NewTopic(topic.name(), topic.partitions(), replicationFactor)
              .configs(topic.configuration()));
      wanted.add(
          new NewTopic(Topics.dlq(topic.name()), 1, replicationFactor).configs(DEAD_LETTER_TOPIC));
    }
    admin.createTopics(wanted).values().forEach((name, created) -> await(name, created::get));
  }

  private static void await(String name, Creation creation) {
    try {
      creation.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while creating topic " + name, e);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new KafkaException(
            "cannot create topic " + name + ": " + e.getCause().getMessage(), e.getCause());
      }
    }
  }

  @FunctionalInterface
  private interface Creation {
    void get() throws InterruptedException, ExecutionException;
  }
}
