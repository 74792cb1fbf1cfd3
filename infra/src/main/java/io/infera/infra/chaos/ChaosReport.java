package io.infera.infra.chaos;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param seed what faults and their times follow from
 * @param kills processes killed with kill -9 and started again
 * @param faults faults injected by kind, kills included
 * @param notInjected faults that this machine does not permit, with the reason
 * @param requests requests acknowledged
 * @param byStatus their answers by status
 * @param lost acknowledged requests without an answer
 * @param conflicting requests answered twice, differently
 * @param settledTwice requests settled more than once, in the log or on the chain
 * @param unsettled requests that ended and are not, or not provably, on the chain
 * @param honestPenalised nodes blamed for anything but the silence that they kept
 * @param silentJudgements how often silence was noted
 * @param replayEqual true when judging the log again gives what was published
 * @param recoverySeconds see {@link Injector}
 * @param recoverySecondsByFault the longest of each kind
 * @param diedUnasked processes that ended by themselves and were started again, by name
 * @param seconds from the first request to the end of the audit
 * @param problems what was wrong, a sentence each
 */
@JsonPropertyOrder({"seed", "kills", "faults", "requests"})
record ChaosReport(
    long seed,
    int kills,
    Map<String, Integer> faults,
    Map<String, String> notInjected,
    int requests,
    Map<String, Integer> byStatus,
    int lost,
    int conflicting,
    int settledTwice,
    int unsettled,
    int honestPenalised,
    int silentJudgements,
    boolean replayEqual,
    RecoverySeconds recoverySeconds,
    Map<String, Double> recoverySecondsByFault,
    Map<String, Integer> diedUnasked,
    double seconds,
    List<String> problems) {

  /** True when every promise was kept. */
  boolean clean() {
    return lost + conflicting + settledTwice + unsettled + honestPenalised == 0
        && replayEqual
        && problems.isEmpty();
  }
}
