package io.infera.infra.chaos;

import java.util.List;

/**
 * What an audit found.
 *
 * @param requests acknowledged requests
 * @param lost acknowledged requests without an answer, or that the log does not hold
 * @param conflicting requests with answers, or verdicts, that differ
 * @param settledTwice requests settled more than once, in the log or on the chain
 * @param unsettled requests that were assigned and lack a verdict, or have one that is not on the
 *     chain with a final receipt
 * @param honestPenalised nodes blamed for anything but the silence that they kept
 * @param problems a sentence for each of the first of them, and for what fits nowhere else
 */
record Findings(
    int requests,
    int lost,
    int conflicting,
    int settledTwice,
    int unsettled,
    int honestPenalised,
    List<String> problems) {

  Findings {
    problems = List.copyOf(problems);
  }

  boolean clean() {
    return lost + conflicting + settledTwice + unsettled + honestPenalised == 0
        && problems.isEmpty();
  }
}
