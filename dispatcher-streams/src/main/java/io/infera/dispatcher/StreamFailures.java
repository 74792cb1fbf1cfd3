package io.infera.dispatcher;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a stream thread that died: of a failure that may pass (a broker or the registry
 * away) it is replaced, unless that happens too often; any other ends the process, so that whoever
 * watches it learns of it.
 */
final class StreamFailures implements StreamsUncaughtExceptionHandler {
  static final int MOST_REPLACEMENTS = 10;
  static final long WINDOW_MILLIS = 600_000;

  private static final Logger LOG = LoggerFactory.getLogger(StreamFailures.class);

  private final LongSupplier clock;
  private final Deque<Long> replacements = new ArrayDeque<>();

  StreamFailures(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
    long now = clock.getAsLong();
    while (!replacements.isEmpty() && replacements.peekFirst() <= now - WINDOW_MILLIS) {
      replacements.removeFirst();
    }
    if (isTransient(failure) && replacements.size() < MOST_REPLACEMENTS) {
      replacements.addLast(now);
      LOG.warn("a stream thread failed and is replaced: {}", failure.getMessage(), failure);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("a stream thread failed for good: {}", failure.getMessage(), failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  static boolean isTransient(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException) {
        return true;
      }
    }
    return false;
  }
}
