package io.infera.dispatcher.domain;

import io.infera.event.Disposition;
import io.infera.event.DrawEvidence;
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
            new DrawOrder(seed, order.purpose(), policy, pool, order.replicas(), order.excluded()),
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
            .build();
    Instant until =
        deadlines.of(
            order.purpose(), order.attempt(), policy, now, request.request().getDeadline());
    drawn.nodes().forEach(node -> inFlight.take(node, now.toEpochMilli(), until.toEpochMilli()));
    return new Result.Assigned(
        Dispositions.assigned(request, order, policy, drawn.nodes(), evidence, now, until));
  }
}
