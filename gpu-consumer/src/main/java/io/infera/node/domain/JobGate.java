package io.infera.node.domain;

import io.infera.event.ReplicaJob;
import io.infera.event.ServedModel;
import io.infera.schemas.canonical.Hex;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides what becomes of a job before any work is put into it.
 *
 * <p>A job whose deadline has long passed is passed over in silence: verification has closed its
 * attempt, no answer of any kind would count, and a node that comes back after an hour shall not
 * spend its first minutes on the past. The grace covers that deadlines wait while the log stands
 * still; within it the job is done, since a late answer costs little and a missing one costs
 * standing.
 */
public final class JobGate {
  private final String nodeId;
  private final ServedModel served;
  private final Duration grace;

  public JobGate(String nodeId, ServedModel served, Duration grace) {
    this.nodeId = nodeId;
    this.served = served;
    this.grace = grace;
  }

  /**
   * What to do with a job.
   *
   * @param now the broker's time
   */
  public Admission admit(ReplicaJob job, Instant now) {
    if (!job.getNodeId().equals(nodeId)) {
      return new Admission.Skip(
          Admission.Reason.MISROUTED, "it is for " + job.getNodeId() + ", this is " + nodeId);
    }
    if (now.isAfter(job.getDeadline().plus(grace))) {
      return new Admission.Skip(
          Admission.Reason.EXPIRED, "its deadline was " + job.getDeadline() + ", it is " + now);
    }
    if (!job.getModel().equals(served)) {
      return new Admission.Refuse(
          "This node serves " + described(served) + ", not " + described(job.getModel()));
    }
    return new Admission.Run();
  }

  private static String described(ServedModel model) {
    return "%s (model %s, code %s)"
        .formatted(
            model.getModelId(), Hex.of(model.getModelDigest()), Hex.of(model.getCodeDigest()));
  }
}
