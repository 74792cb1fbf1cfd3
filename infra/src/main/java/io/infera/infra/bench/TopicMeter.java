package io.infera.infra.bench;

import io.infera.infra.local.LocalNetworkException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;

/**
 * How many bytes the broker holds of each topic, as they lie in its log. Job topics count together,
 * whatever their node, and so do the broker's own.
 */
final class TopicMeter implements AutoCloseable {
  private static final String JOBS = "infera.jobs.";
  private static final String INTERNAL = "__";

  private final Admin admin;

  TopicMeter(Map<String, String> kafka) {
    admin = Admin.create(new HashMap<String, Object>(kafka));
  }

  /** Bytes by topic. */
  Usage bytes() throws InterruptedException {
    var bytes = new TreeMap<String, Double>();
    try {
      var brokers = admin.describeCluster().nodes().get().stream().map(node -> node.id()).toList();
      for (var directories : admin.describeLogDirs(brokers).allDescriptions().get().values()) {
        for (LogDirDescription directory : directories.values()) {
          directory
              .replicaInfos()
              .forEach(
                  (partition, replica) ->
                      bytes.merge(group(partition.topic()), (double) replica.size(), Double::sum));
        }
      }
    } catch (ExecutionException e) {
      throw new LocalNetworkException(
          "cannot ask the broker for the size of its topics: " + e.getCause().getMessage(), e);
    }
    return new Usage(bytes);
  }

  static String group(String topic) {
    if (topic.startsWith(JOBS)) {
      return JOBS + "*";
    }
    return topic.startsWith(INTERNAL) ? INTERNAL + "*" : topic;
  }

  @Override
  public void close() {
    admin.close();
  }
}
