package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.ModelPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * How long requests are remembered. The same follows from a request and from what was decided about
 * it, so the memory can be made again from infera.assignments.
 *
 * @param auditGrace how long after its deadline audits of a request may be asked for
 * @param idMemory how long the id of a request without a policy is remembered
 */
public record MemoryRules(Duration auditGrace, Duration idMemory) {
  /** Later than any time that milliseconds can name is the last that they can. */
  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

  /**
   * A request that was read.
   *
   * @param policy that applies; null when there is none
   */
  public Remembered of(RequestInLog request, ModelPolicy policy, boolean refused) {
    return remembered(
        request.offset(),
        request.requestedAt(),
        request.digest(),
        policy,
        refused,
        request.request().getDeadline());
  }

  /** The request that was decided about. */
  public Remembered of(Disposition disposition) {
    return remembered(
        disposition.getDraw() == null
            ? RequestMemory.NONE
            : disposition.getDraw().getRequestOffset(),
        disposition.getRequestedAt(),
        disposition.getRequestDigest(),
        disposition.getPolicy(),
        disposition.getKind() == DispositionKind.REJECTED || disposition.getPolicy() == null,
        disposition.getRequestDeadline());
  }

  private Remembered remembered(
      long offset,
      Instant requestedAt,
      Digest digest,
      ModelPolicy policy,
      boolean refused,
      Instant deadline) {
    Instant ids = after(requestedAt, policy == null ? idMemory : longest(policy));
    Instant attempts = refused ? requestedAt : after(deadline, auditGrace);
    return new Remembered(
        offset,
        requestedAt,
        digest,
        refused ? 0 : policy.getVersion(),
        attempts,
        attempts.isAfter(ids) ? attempts : ids);
  }

  /**
   * How far back infera.assignments must be read to know every request that may not be forgotten.
   *
   * @param policies all that are in force
   */
  public Duration reach(Collection<ModelPolicy> policies) {
    Duration longest =
        policies.stream().map(MemoryRules::longest).max(Duration::compareTo).orElse(idMemory);
    return (longest.compareTo(idMemory) > 0 ? longest : idMemory).plus(auditGrace);
  }

  private static Duration longest(ModelPolicy policy) {
    return Duration.ofMillis(policy.getMaxDeadlineMs());
  }

  private static Instant after(Instant time, Duration duration) {
    return time.isAfter(LAST.minus(duration)) ? LAST : time.plus(duration);
  }
}
