package io.infera.dispatcher;

import io.infera.dispatcher.stream.ReplyTopics;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics of nodes and requesters, each once, up to a number. What exists is known after
 * the start, so neither a request nor a roster change costs a call, except the first of a requester
 * that wants its own topic: that one waits some ten milliseconds, and so does its partition.
 */
final class TopicKeeper implements ReplyTopics {
  private static final Logger LOG = LoggerFactory.getLogger(TopicKeeper.class);
  private static final String REPLY_PREFIX = Topics.RESPONSES.name() + ".0x";
  private static final String JOBS_PREFIX = Topics.jobs("0x").name();
  private static final String DEAD = Topics.dlq("");

  private final Admin admin;
  private final TopicAdmin topics;
  private final short replication;
  private final int maxReplyTopics;
  private final int maxNodes;
  private final Set<String> replies = ConcurrentHashMap.newKeySet();
  private final Set<String> jobs = ConcurrentHashMap.newKeySet();

  TopicKeeper(Admin admin, short replication, int maxReplyTopics, int maxNodes) {
    this.admin = admin;
    this.topics = new TopicAdmin(admin);
    this.replication = replication;
    this.maxReplyTopics = maxReplyTopics;
    this.maxNodes = maxNodes;
  }

  /** Learns what exists. */
  void load() {
    try {
      for (String name : admin.listTopics().names().get()) {
        if (name.startsWith(REPLY_PREFIX) && !name.endsWith(DEAD)) {
          replies.add(name);
        } else if (name.startsWith(JOBS_PREFIX) && !name.endsWith(DEAD)) {
          jobs.add(name);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while listing topics", e);
    } catch (ExecutionException e) {
      throw new KafkaException("cannot list topics: " + e.getCause().getMessage(), e.getCause());
    }
  }

  /** Makes the catalogue's topics where they are missing. */
  void ensureCatalogue() {
    topics.ensure(Topics.all(), replication);
  }

  @Override
  public boolean ensure(String requester) {
    return ensure(Topics.responses(requester), replies, maxReplyTopics);
  }

  /**
   * Makes sure that a node's job topic exists.
   *
   * @return false when no further node may be admitted
   */
  boolean ensureJobs(String nodeId) {
    return ensure(Topics.jobs(nodeId), jobs, maxNodes);
  }

  private boolean ensure(Topic<?> topic, Set<String> known, int most) {
    if (known.contains(topic.name())) {
      return true;
    }
    if (known.size() >= most) {
      return false;
    }
    topics.ensure(List.of(topic), replication);
    known.add(topic.name());
    LOG.info("made topic {}", topic.name());
    return true;
  }
}
