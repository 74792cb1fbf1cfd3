package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.Assigner.Result;
import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Dispositions;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.event.ModelPolicy;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Tries to decide an attempt, and writes the decision down. */
final class Attempter {
  private final DispatchParts parts;
  private final Outbox outbox;

  Attempter(DispatchParts parts, Outbox outbox) {
    this.parts = parts;
    this.outbox = outbox;
  }

  /**
   * Tries.
   *
   * @return how many nodes could be drawn when they are too few; empty when the attempt was
   *     assigned
   */
  OptionalInt attempt(
      String key, RequestInLog request, AttemptOrder order, ModelPolicy policy, Instant now) {
    long start = System.nanoTime();
    Result result = parts.assigner().assign(request, order, policy, parts.roster().current(), now);
    parts.metrics().drawTime().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    if (result instanceof Result.Waits waits) {
      return OptionalInt.of(waits.because().found());
    }
    outbox.disposition(key, ((Result.Assigned) result).disposition());
    return OptionalInt.empty();
  }

  /** Writes down that an attempt's time is over. */
  void expire(
      String key,
      RequestInLog request,
      AttemptOrder order,
      ModelPolicy policy,
      int found,
      Instant now) {
    String why =
        "expected "
            + order.replicas()
            + " eligible nodes for model "
            + request.request().getModelId()
            + " until "
            + order.until()
            + ", found at most "
            + found
            + "; allow more time or ask for fewer replicas";
    outbox.disposition(key, Dispositions.expired(request, order, policy, why, now));
  }
}
