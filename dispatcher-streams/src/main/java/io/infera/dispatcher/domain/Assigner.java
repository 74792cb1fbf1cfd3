package io.infera.dispatcher.domain;

import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DrawEvidence;
import io.infera.event.EpochBeacon;
import io.infera.event.Escalation;
import io.infera.event.ModelPolicy;
import java.time.Instant;

/** Decides who does an attempt: draws, and writes down what the draw was made from. */
public final class Assigner {
  private final Beacon beacon;
  private final Deadlines deadlines;
  private final InFlight inFlight;

  public Assigner(Beacon beacon, Deadlines deadlines, InFlight inFlight) {
    this.beacon = beacon;
    this.deadlines = deadlines;
    this.inFlight = inFlight;
  }

  /**
   * The attempt that an escalation, read at {@code now}, asks for.
   *
   * @throws IllegalArgumentException when it asks for what cannot be
   */
  public AttemptOrder order(
      Escalation escalation, Instant requestDeadline, ModelPolicy policy, Instant now) {
    Instant until =
        escalation.getPurpose() == AttemptPurpose.AUDIT
            ? now.plusMillis(policy.getAttemptTimeoutMs())
            : requestDeadline;
    return AttemptOrder.of(escalation, deadlines.patience(policy, now, until), until);
  }

  /** What was decided about an attempt, if anything could be. */
  public sealed interface Result {
    /** It goes to these nodes. */
    record Assigned(Disposition disposition) implements Result {}

    /** It has to wait. */
    record Waits(DrawOutcome.TooFew because) implements Result {}
  }

  /**
   * Tries to assign an attempt at {@code now}.
   *
   * @param policy the policy that applies
   */
  public Result assign(
      RequestInLog request, AttemptOrder order, ModelPolicy policy, Roster roster, Instant now) {
    Beacon.Value value = beacon.at(now);
    var seed = Draw.seed(value.digest(), request.partition(), request.offset(), order.attempt());
    String pool = request.request().getPool();
    var outcome =
        Draw.draw(
            new DrawOrder(
                seed,
                order.purpose(),
                policy,
                pool,
                order.replicas(),
                order.least(now),
                order.excluded()),
            roster,
            inFlight::isSaturated);
    if (outcome instanceof DrawOutcome.TooFew few) {
      return new Result.Waits(few);
    }
    var drawn = (DrawOutcome.Drawn) outcome;
    var evidence =
        DrawEvidence.newBuilder()
            .setRosterVersion(roster.version())
            .setBeaconEpoch(value.epoch())
            .setBeacon(value.digest())
            .setRequestPartition(request.partition())
            .setRequestOffset(request.offset())
            .setSeed(seed)
            .setExcluded(order.excluded())
            .setSaturated(drawn.saturated())
            .setPool(pool)
            .setCommitment(value.commitment().orElse(null))
            .setBlockEpoch(value.block().map(EpochBeacon::getEpoch).orElse(null))
            .setBlock(value.block().map(EpochBeacon::getBlock).orElse(null))
            .build();
    Instant until = until(request, order, policy, roster, drawn, now);
    drawn.nodes().forEach(node -> inFlight.take(node, now.toEpochMilli(), until.toEpochMilli()));
    return new Result.Assigned(
        Dispositions.assigned(request, order, policy, drawn.nodes(), evidence, now, until));
  }

  private Instant until(
      RequestInLog request,
      AttemptOrder order,
      ModelPolicy policy,
      Roster roster,
      DrawOutcome.Drawn drawn,
      Instant now) {
    Instant deadline = request.request().getDeadline();
    String pool = request.request().getPool();
    int known = roster.market(policy, pool).size() + roster.backstop(policy, pool).size();
    boolean last = known <= order.excluded().size() + drawn.nodes().size();
    return last && order.purpose() != AttemptPurpose.FIRST
        ? deadlines.ofTheLast(policy, now, deadline)
        : deadlines.of(order.purpose(), order.attempt(), policy, now, deadline);
  }
}
