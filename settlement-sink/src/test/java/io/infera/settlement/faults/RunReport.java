package io.infera.settlement.faults;

import io.infera.settlement.domain.Step;
import java.util.List;
import java.util.Map;

/**
 * What came of one run.
 *
 * @param kind how sinks died: in-process, kill-9, or in-process with a contract that takes any
 *     batch
 * @param twin whether a second sink with the same keys ran beside it
 * @param sharedKey whether both lanes had one account
 * @param legacy whether transactions offered one price
 * @param lost settlements in no batch on the chain
 * @param duplicated settlements in more than one
 * @param gaps batches that do not begin where the one before them ended
 * @param refuted settlements that archive and chain do not prove once each
 * @param wrongReceipts settlements of which some receipt's last word is not what the chain says
 * @param stalled whether it was not settled a minute after the trouble ended
 * @param crashes crashes in the process, by the step that was the last
 * @param kills kill -9 of a process
 * @param sleeps times in which a sink did nothing for a while and then went on
 * @param reorganisations by depth
 * @param dropped transactions that the node was made to forget
 * @param feeJumps times at which the base fee was set so high that what waited was too cheap
 * @param droughts times without a block for longer than a transaction may take
 * @param resent transactions that sinks sent again, offering more where they waited
 * @param givenUp flights that sinks gave up to read the chain again
 * @param failed transactions in blocks that did nothing, having come too late
 * @param endpoint trouble with requests, by kind
 * @param unplanned deaths that nobody planned
 */
record RunReport(
    long seed,
    String kind,
    boolean twin,
    boolean sharedKey,
    boolean legacy,
    int settlements,
    int batches,
    int lost,
    int duplicated,
    int gaps,
    int refuted,
    int wrongReceipts,
    boolean stalled,
    Map<Step, Integer> crashes,
    int kills,
    int sleeps,
    Map<Integer, Integer> reorganisations,
    int dropped,
    int feeJumps,
    int droughts,
    int resent,
    int givenUp,
    int failed,
    Map<FaultProxy.Trouble, Integer> endpoint,
    List<String> unplanned,
    double seconds) {

  /** Each settlement is on the chain once, proven, and rightly told. */
  boolean clean() {
    return lost + duplicated + gaps + refuted + wrongReceipts == 0 && !stalled;
  }

  int died() {
    return sum(crashes) + kills;
  }

  static int sum(Map<?, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
