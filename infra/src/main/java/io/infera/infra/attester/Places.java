package io.infera.infra.attester;

import io.infera.settlement.domain.Docket;
import io.infera.verification.retrial.Retrial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Where judging could begin again. Every few seconds a place is noted, and the last one before
 * which no request lies that is still needed is kept on the disk: one that has not ended, or is not
 * anchored for good. A margin keeps what the judge remembers of ended requests on the right side.
 */
final class Places {
  private static final Duration APART = Duration.ofSeconds(5);
  private static final Duration MARGIN = Duration.ofMinutes(2);
  private static final int MOST = 1_000;

  private final Path file;
  private final Deque<LogPlace> noted = new ArrayDeque<>();
  private long until;
  private long notedNanos = System.nanoTime();

  Places(Path file, Optional<LogPlace> kept) {
    this.file = file;
    this.until = kept.map(LogPlace::until).orElse(Long.MIN_VALUE);
  }

  /** A record with this time was read. */
  void heard(long time) {
    until = Math.max(until, time);
  }

  /**
   * Notes where everything stands, if it is time, and keeps what is far enough back.
   *
   * @param patience a request that ended so long ago and stands in no lane is waited for no more
   */
  void note(AttesterLog log, Retrial retrial, Docket docket, Duration patience) {
    boolean due = System.nanoTime() - notedNanos >= APART.toNanos();
    if (!due || retrial.horizon() == Long.MIN_VALUE) {
      return;
    }
    notedNanos = System.nanoTime();
    docket.giveUp(retrial.horizon() - patience.toMillis());
    if (noted.size() < MOST) {
      noted.add(new LogPlace(until, log.positions(), retrial.clock()));
    }
    long needed = Math.min(retrial.oldest(), docket.oldest()) - MARGIN.toMillis();
    Optional<LogPlace> best = Optional.empty();
    while (!noted.isEmpty() && noted.getFirst().until() < needed) {
      best = Optional.of(noted.removeFirst());
    }
    best.ifPresent(place -> place.save(file));
  }
}
