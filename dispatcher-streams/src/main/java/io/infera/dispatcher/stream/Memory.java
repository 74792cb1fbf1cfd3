package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.Attempts;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;

/**
 * Forgets: first a request's body, then its id and all that hangs on it. When what is due is kept
 * on the heap, by second, and is read from the stores at a start.
 */
final class Memory {
  private final State state;
  private final TreeMap<Long, List<String>> due = new TreeMap<>();

  Memory(State state) {
    this.state = state;
    try (var requests = state.requests().all()) {
      requests.forEachRemaining(entry -> schedule(entry.key, entry.value.nextChange()));
    }
    try (var attempts = state.attempts().all()) {
      attempts.forEachRemaining(this::scheduleUnlessWithRequest);
    }
  }

  private void scheduleUnlessWithRequest(KeyValue<String, Attempts> entry) {
    if (state.requests().get(entry.key) == null) {
      schedule(entry.key, entry.value.forgetAt());
    }
  }

  void remember(String key, Remembered request) {
    state.requests().put(key, request);
    schedule(key, request.nextChange());
  }

  /** Attempts whose request is remembered go with it; others have a time of their own. */
  void schedule(String key, Instant at) {
    due.computeIfAbsent(at.getEpochSecond() + 1, second -> new ArrayList<>()).add(key);
  }

  void tick(Instant now) {
    while (!due.isEmpty() && due.firstKey() <= now.getEpochSecond()) {
      due.pollFirstEntry().getValue().forEach(key -> forget(key, now));
    }
  }

  private void forget(String key, Instant now) {
    Remembered request = state.requests().get(key);
    if (request == null) {
      forgetAttempts(key, now);
    } else if (!request.forgetAt().isAfter(now)) {
      state.requests().delete(key);
      drop(key, state.attempts().get(key));
    } else {
      if (request.body().isPresent() && !request.bodyUntil().isAfter(now)) {
        request = request.withoutBody();
        state.requests().put(key, request);
      }
      schedule(key, request.nextChange());
    }
  }

  private void forgetAttempts(String key, Instant now) {
    Attempts attempts = state.attempts().get(key);
    if (attempts != null && attempts.forgetAt().isAfter(now)) {
      schedule(key, attempts.forgetAt());
    } else {
      drop(key, attempts);
    }
  }

  private void drop(String key, Attempts attempts) {
    if (attempts == null) {
      return;
    }
    attempts.entries().forEach(entry -> state.orphans().delete(Waiting.id(key, entry.attempt())));
    state.attempts().delete(key);
  }
}
