package io.infera.verification.domain.judge;

import io.infera.event.AttemptPurpose;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawnNode;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What one disposition says of its attempt.
 *
 * @param time of the disposition in its log, milliseconds since 1970
 * @param deadline until when a result is in time, milliseconds since 1970
 * @param seed of the draw; null unless assigned
 * @param nodes drawn, in the order of the draw
 */
record Draw(
    int attempt,
    boolean assigned,
    AttemptPurpose purpose,
    long time,
    long deadline,
    Digest seed,
    List<String> nodes) {

  static Draw of(Disposition disposition, long time) {
    var draw = disposition.getDraw();
    return new Draw(
        disposition.getAttempt(),
        disposition.getKind() == DispositionKind.ASSIGNED,
        disposition.getPurpose(),
        time,
        disposition.getAttemptDeadline().toEpochMilli(),
        draw == null ? null : draw.getSeed(),
        disposition.getNodes().stream().map(DrawnNode::getNodeId).distinct().toList());
  }

  boolean isAudit() {
    return purpose == AttemptPurpose.AUDIT;
  }

  /** The same draw without nodes that were drawn before: a node has one part in a request. */
  Draw without(Collection<String> drawnBefore) {
    var fresh = new ArrayList<>(nodes);
    fresh.removeAll(drawnBefore);
    return fresh.size() == nodes.size()
        ? this
        : new Draw(attempt, assigned, purpose, time, deadline, seed, List.copyOf(fresh));
  }

  void write(StateOutput out) {
    out.int32(attempt).bool(assigned).name(purpose).int64(time).int64(deadline).digest(seed);
    out.list(nodes, StateOutput::text);
  }

  static Draw read(StateInput in) {
    return new Draw(
        in.int32(),
        in.bool(),
        in.name(AttemptPurpose.class),
        in.int64(),
        in.int64(),
        in.digest(),
        in.list(StateInput::text));
  }
}
