package io.infera.infra.attack;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What came of a scenario.
 *
 * <p><b>Profit</b> is of one identity on the average, in millionths of an INFER: what the
 * production settlement pays, less what the work costs, less the stake that proven faults take, by
 * the figures of {@link Economy}. Who comes back under a new name pays for every name.
 *
 * @param fraction of the nodes that attacks
 * @param acceptedWrong requests answered VERIFIED with an output that does not agree with the right
 *     one
 * @param unverified requests that ended otherwise than VERIFIED
 * @param corrected requests whose wrong answer was found by an audit afterwards, and corrected
 * @param replicasPerRequest nodes drawn for a request, escalations and audits included
 * @param replicasPerRequestSettled the same over the second half of the requests
 * @param startUpReplicas replicas beyond those of a settled network, in all: what it costs to get
 *     to know everybody
 * @param attackers identities of the ring
 * @param attackersOut those of them that were suspended or ejected
 * @param attackersSlashed those of them against whom there is evidence
 * @param detectionJobs jobs from an attacker's first offence until it is put out
 * @param liars attackers of whose jobs, from the first lie on, at least a tenth were lies; without
 *     those for whom the run ended before they were out or had 50 jobs
 * @param liarsOutWithin50 share of them that was out within 50 jobs of the first lie; 1 without any
 * @param attackerProfit of an attacker: of the ring, divided by the number of nodes that it began
 *     with
 * @param honestProfit of an honest node
 * @param attackerStakeLost of the ring in all
 * @param honestSlashed honest nodes against whom there is evidence
 * @param honestEjected honest nodes that were ever ejected
 * @param honestSuspended honest nodes that were ever suspended
 * @param honestNodes the honest ones
 * @param honestNodeEpochs honest nodes times epochs
 * @param oddNodeEpochs those of them whose hardware is odd, times epochs
 * @param posterior how often answers were wrong, by the error that their verdicts state
 */
record Report(
    String scenario,
    double fraction,
    int requests,
    long seed,
    int acceptedWrong,
    int unverified,
    int corrected,
    double replicasPerRequest,
    double replicasPerRequestSettled,
    long startUpReplicas,
    int attackers,
    int attackersOut,
    int attackersSlashed,
    Percentiles detectionJobs,
    int liars,
    double liarsOutWithin50,
    long attackerProfit,
    long honestProfit,
    long attackerStakeLost,
    int honestSlashed,
    int honestEjected,
    int honestSuspended,
    int honestNodes,
    long honestNodeEpochs,
    long oddNodeEpochs,
    List<Posterior.Bin> posterior) {
  private static final int SOON = 50;

  /**
   * By nearest rank over the attackers that offended; null when that one was not put out, or nobody
   * offended.
   */
  record Percentiles(Long p50, Long p99) {
    /** Of numbers in which {@link Fate#NEVER} is beyond all others. */
    static Percentiles of(List<Long> numbers) {
      long[] sorted =
          numbers.stream()
              .mapToLong(number -> number == Fate.NEVER ? Long.MAX_VALUE : number)
              .sorted()
              .toArray();
      return new Percentiles(rank(sorted, 50), rank(sorted, 99));
    }

    private static Long rank(long[] sorted, int percent) {
      if (sorted.length == 0) {
        return null;
      }
      long number = sorted[(sorted.length * percent + 99) / 100 - 1];
      return number == Long.MAX_VALUE ? null : number;
    }
  }

  /** Sums up what came out. */
  static Report of(Scenario scenario, Setting setting, Outcomes outcomes) {
    Economy economy = Economy.DEFAULTS;
    List<Fate> attackers = outcomes.attackers();
    List<Fate> honest = outcomes.honest();
    List<Fate> liars =
        attackers.stream().filter(fate -> fate.liesOften() && !isUndecided(fate)).toList();
    int requests = setting.requests();
    double replicas = (double) outcomes.replicas() / requests;
    double settled = (double) outcomes.replicasOfSecondHalf() / (requests - requests / 2);
    return new Report(
        scenario.name(),
        setting.fraction(),
        requests,
        setting.seed(),
        outcomes.acceptedWrong(),
        outcomes.unverified(),
        outcomes.corrected(),
        replicas,
        settled,
        Math.round((replicas - settled) * requests),
        attackers.size(),
        count(attackers, Fate::isOut),
        count(attackers, Fate::isSlashed),
        Percentiles.of(
            attackers.stream()
                .filter(fate -> fate.firstOffence != Fate.NEVER)
                .map(Fate::detectionJobs)
                .toList()),
        liars.size(),
        liars.isEmpty() ? 1 : (double) count(liars, Report::isOutSoon) / liars.size(),
        attackers.isEmpty() ? 0 : sum(attackers, economy::profit) / setting.ring(),
        honest.isEmpty() ? 0 : sum(honest, economy::profit) / honest.size(),
        sum(attackers, economy::stakeLost),
        count(honest, Fate::isSlashed),
        count(honest, fate -> fate.ejected),
        count(honest, fate -> fate.suspended),
        honest.size(),
        honest.size() * setting.epochs(),
        scenario.isOddHardware() ? setting.ring() * setting.epochs() : 0,
        outcomes.posterior());
  }

  /** The run ended before it had fifty jobs. */
  private static boolean isUndecided(Fate fate) {
    return fate.jobsOfLies == 0 && fate.jobs - fate.firstLie < SOON;
  }

  private static boolean isOutSoon(Fate fate) {
    return fate.jobsOfLies > 0 && fate.jobsOfLies <= SOON;
  }

  private static int count(List<Fate> fates, Predicate<Fate> which) {
    return (int) fates.stream().filter(which).count();
  }

  private static long sum(List<Fate> fates, ToLongFunction<Fate> what) {
    return fates.stream().mapToLong(what).sum();
  }
}
