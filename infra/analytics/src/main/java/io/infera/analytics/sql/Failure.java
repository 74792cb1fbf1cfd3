package io.infera.analytics.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What went wrong, for who asked: not a dozen of Flink's wrappings around it. */
final class Failure {
  private static final int MOST = 3;

  private Failure() {}

  /** The cause, and what to do where that is known. */
  static String explain(Throwable failure) {
    if (ExceptionUtils.findThrowable(failure, TopicAuthorizationException.class).isPresent()) {
      return deepest(failure)
          + "\nThis login may not read all that the query reads: 'infera topics' tells who may; name another with --kafka-config";
    }
    if (ExceptionUtils.findThrowable(failure, UnknownTopicOrPartitionException.class).isPresent()) {
      return deepest(failure)
          + "\nThe broker lacks a topic of the catalogue: is it this network's?";
    }
    return deepest(failure);
  }

  /** The last messages of the chain, the deepest first, each once. */
  private static String deepest(Throwable failure) {
    var messages = new ArrayList<String>();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at.getMessage() != null && !at.getMessage().isBlank()) {
        messages.add(0, firstLine(at.getMessage()));
      }
    }
    List<String> told = messages.stream().distinct().limit(MOST).toList();
    return told.isEmpty() ? failure.toString() : String.join("\n  ", told);
  }

  private static String firstLine(String message) {
    return message.strip().lines().findFirst().orElse("");
  }
}
