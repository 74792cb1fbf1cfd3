package io.infera.infra.attack;

import io.infera.dispatcher.domain.Assigner;
import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Deadlines;
import io.infera.dispatcher.domain.Dispositions;
import io.infera.dispatcher.domain.Draw;
import io.infera.dispatcher.domain.DrawOrder;
import io.infera.dispatcher.domain.DrawOutcome;
import io.infera.dispatcher.domain.InFlight;
import io.infera.dispatcher.domain.Roster;
import io.infera.dispatcher.domain.SecretBeacon;
import io.infera.event.AttemptPurpose;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.Escalation;
import io.infera.event.ModelPolicy;
import io.infera.event.RosterChange;
import io.infera.schemas.canonical.CanonicalHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The dispatcher's part: the production {@link Roster}, {@link Assigner} and their bounds, in
 * virtual time. What cannot be filled is tried again every second; the dispatcher tries at every
 * change of the roster.
 */
final class Market {
  static final Duration BEACON_EPOCH = Duration.ofSeconds(60);

  private static final long RETRY_MS = 1_000;
  private static final long HOLD_MS = 1_000;

  private final Timeline timeline;
  private final ModelPolicy policy;
  private final BiConsumer<Trial, Disposition> assignments;
  private final SecretBeacon beacon;
  private final InFlight inFlight = new InFlight(HOLD_MS);
  private final Assigner assigner;
  private final Roster.Builder changes = new Roster.Builder(Roster.EMPTY);
  private Roster roster = Roster.EMPTY;
  private long offset;

  Market(
      long seed,
      Timeline timeline,
      ModelPolicy policy,
      BiConsumer<Trial, Disposition> assignments) {
    this.timeline = timeline;
    this.policy = policy;
    this.assignments = assignments;
    this.beacon =
        new SecretBeacon(
            CanonicalHash.of("infera/attack/beacon/v1").int64(seed).finish().bytes(), BEACON_EPOCH);
    this.assigner = new Assigner(beacon, Deadlines.DEFAULT, inFlight);
  }

  void on(RosterChange change) {
    changes.apply(change, offset++);
  }

  void first(Trial trial) {
    assign(trial, AttemptOrder.first(trial.request.request()));
  }

  void escalate(Trial trial, Escalation escalation) {
    Instant deadline = trial.request.request().getDeadline();
    assign(trial, assigner.order(escalation, deadline, policy, now()));
  }

  /** The nodes that a first draw with the last published beacon would give. */
  List<RosterChange> foresee(int partition, long requestOffset, int replicas) {
    Digest published = beacon.at(now().minus(BEACON_EPOCH)).digest();
    var order =
        new DrawOrder(
            Draw.seed(published, partition, requestOffset, 1),
            AttemptPurpose.FIRST,
            policy,
            null,
            replicas,
            replicas,
            List.of());
    return Draw.draw(order, roster(), inFlight::isSaturated) instanceof DrawOutcome.Drawn drawn
        ? drawn.nodes()
        : List.of();
  }

  private void assign(Trial trial, AttemptOrder order) {
    inFlight.release(timeline.now());
    Assigner.Result result = assigner.assign(trial.request, order, policy, roster(), now());
    if (result instanceof Assigner.Result.Assigned assigned) {
      assignments.accept(trial, assigned.disposition());
    } else if (now().plusMillis(RETRY_MS).isBefore(order.until())) {
      timeline.at(timeline.now() + RETRY_MS, Timeline.Rank.RECORD, () -> assign(trial, order));
    } else {
      assignments.accept(
          trial, Dispositions.expired(trial.request, order, policy, "too few nodes", now()));
    }
  }

  /** Made anew only when it has changed: that costs as much as there are nodes. */
  private Roster roster() {
    if (roster.version() != offset) {
      roster = changes.build();
    }
    return roster;
  }

  private Instant now() {
    return Instant.ofEpochMilli(timeline.now());
  }
}
