package io.infera.verification.domain.judge;

import io.infera.event.Escalation;
import io.infera.event.InferenceResponse;
import io.infera.event.SettlementEvent;
import io.infera.event.ShadowVerdict;
import io.infera.event.Verdict;
import java.util.List;

/** What the judge wants done. Effects of one call are in the order in which they were decided. */
public sealed interface Effect {

  /** The one answer to the request, for the given topic. */
  record Answer(String topic, InferenceResponse response) implements Effect {}

  /** Another attempt is wanted. */
  record Escalate(Escalation escalation) implements Effect {}

  /**
   * The request has ended: one verdict, one settlement, one outcome for every node drawn (in nodeId
   * order).
   */
  record Close(Verdict verdict, SettlementEvent settlement, List<NodeOutcome> outcomes)
      implements Effect {
    public Close {
      outcomes = List.copyOf(outcomes);
    }
  }

  /** What a closed request says of errors; follows its close. */
  record Observe(Observation observation) implements Effect {}

  /** What the shadow of the policy makes of a closed request; follows its close. */
  record Shadow(ShadowVerdict verdict) implements Effect {}

  /** A record was ignored; for the metrics. */
  record Ignore(Ignored reason, String nodeId, int attempt) implements Effect {}
}
