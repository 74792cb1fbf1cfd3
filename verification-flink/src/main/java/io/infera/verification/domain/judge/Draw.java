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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What one disposition says of its attempt.
 *
 * @param time of the disposition in its log, milliseconds since 1970
 * @param deadline until when a result is in time, milliseconds since 1970
 * @param seed of the draw; null unless assigned
 * @param nodes drawn, in the order of the draw
 * @param audits that each of them counts for, in thousandths, in the same order
 */
record Draw(
    int attempt,
    boolean assigned,
    AttemptPurpose purpose,
    long time,
    long deadline,
    Digest seed,
    List<String> nodes,
    List<Integer> audits) {
  private static final int MILLI = 1_000;

  static Draw of(Disposition disposition, long time) {
    var draw = disposition.getDraw();
    var drawn = new LinkedHashMap<String, Integer>();
    for (DrawnNode node : disposition.getNodes()) {
      drawn.putIfAbsent(node.getNodeId(), counted(node));
    }
    return new Draw(
        disposition.getAttempt(),
        disposition.getKind() == DispositionKind.ASSIGNED,
        disposition.getPurpose(),
        time,
        disposition.getAttemptDeadline().toEpochMilli(),
        draw == null ? null : draw.getSeed(),
        List.copyOf(drawn.keySet()),
        List.copyOf(drawn.values()));
  }

  private static int counted(DrawnNode node) {
    return node.getBackstop()
        ? Credence.BACKSTOP_AUDITS * MILLI
        : Math.max(0, node.getPassedAuditsMilli());
  }

  /** What a drawn node counts for, in thousandths of an audit. */
  int auditsOf(String node) {
    return audits.get(nodes.indexOf(node));
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
        : new Draw(
            attempt,
            assigned,
            purpose,
            time,
            deadline,
            seed,
            List.copyOf(fresh),
            fresh.stream().map(this::auditsOf).toList());
  }

  void write(StateOutput out) {
    out.int32(attempt).bool(assigned).name(purpose).int64(time).int64(deadline).digest(seed);
    out.list(nodes, StateOutput::text).list(audits, StateOutput::int32);
  }

  static Draw read(StateInput in, byte version) {
    int attempt = in.int32();
    boolean assigned = in.bool();
    AttemptPurpose purpose = in.name(AttemptPurpose.class);
    long time = in.int64();
    long deadline = in.int64();
    Digest seed = in.digest();
    List<String> nodes = in.list(StateInput::text);
    List<Integer> audits =
        version == CaseFormat.V1
            ? Collections.nCopies(nodes.size(), 0)
            : in.list(StateInput::int32);
    return new Draw(attempt, assigned, purpose, time, deadline, seed, nodes, audits);
  }
}
