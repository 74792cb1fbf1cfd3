package io.infera.infra.attack;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What came of a scenario.
 *
 * <p><b>Profit</b> is what the production settlement pays, in millionths of an INFER, and nothing
 * is subtracted yet: neither the cost of the work, nor stake, which comes with the contracts'
 * figures. So an attacker's profit here is its income, an upper bound of its profit, and compares
 * with the income of honest nodes of the same number.
 *
 * @param acceptedWrong requests answered VERIFIED with an output that does not agree with the right
 *     one
 * @param unverified requests that ended otherwise than VERIFIED
 * @param replicasPerRequest nodes drawn for a request, escalations and audits included
 * @param replicasPerRequestSettled the same over the second half of the requests
 * @param attackers identities of the ring
 * @param attackersOut those of them that were suspended or ejected
 * @param attackersSlashed those of them against whom there is evidence
 * @param detectionJobs jobs from an attacker's first offence until it is put out
 * @param attackerProfit of the whole ring, in millionths of an INFER
 * @param honestProfit of all others but the network's own, in millionths of an INFER
 * @param attackerProfitPerNode divided by the number of nodes that the ring began with
 * @param honestProfitPerNode divided by the number of the others
 * @param honestSlashed honest nodes against whom there is evidence
 * @param honestEjected honest nodes that were ever ejected
 * @param honestSuspended honest nodes that were ever suspended
 */
record Report(
    String scenario,
    int requests,
    long seed,
    int acceptedWrong,
    int unverified,
    double replicasPerRequest,
    double replicasPerRequestSettled,
    int attackers,
    int attackersOut,
    int attackersSlashed,
    Percentiles detectionJobs,
    long attackerProfit,
    long honestProfit,
    long attackerProfitPerNode,
    long honestProfitPerNode,
    int honestSlashed,
    int honestEjected,
    int honestSuspended) {

  /**
   * By nearest rank over the attackers that offended; null when that one was not put out, or nobody
   * offended.
   */
  record Percentiles(Long p50, Long p99) {
    /** Of numbers in which {@link Member#NEVER} is beyond all others. */
    static Percentiles of(List<Long> numbers) {
      long[] sorted =
          numbers.stream()
              .mapToLong(number -> number == Member.NEVER ? Long.MAX_VALUE : number)
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

  /** Sums up what became of the members; where there is no attack all are honest. */
  static Report of(
      Scenario scenario,
      Setting setting,
      List<Member> members,
      int acceptedWrong,
      int unverified,
      double replicas,
      double settledReplicas) {
    List<Member> attackers = members.stream().filter(member -> attacks(scenario, member)).toList();
    List<Member> honest =
        members.stream()
            .filter(member -> member.role != Member.Role.BACKSTOP && !attacks(scenario, member))
            .toList();
    long income = sum(attackers, member -> member.earned);
    long honestIncome = sum(honest, member -> member.earned);
    return new Report(
        scenario.name(),
        setting.requests(),
        setting.seed(),
        acceptedWrong,
        unverified,
        replicas,
        settledReplicas,
        attackers.size(),
        count(attackers, member -> member.suspended || member.ejected),
        count(attackers, member -> member.slashed),
        Percentiles.of(
            attackers.stream()
                .filter(member -> member.firstOffence != Member.NEVER)
                .map(Member::detectionJobs)
                .toList()),
        income,
        honestIncome,
        attackers.isEmpty() ? 0 : income / setting.ring(),
        honest.isEmpty() ? 0 : honestIncome / honest.size(),
        count(honest, member -> member.slashed),
        count(honest, member -> member.ejected),
        count(honest, member -> member.suspended));
  }

  private static boolean attacks(Scenario scenario, Member member) {
    return scenario.isAttack() && member.role == Member.Role.RING;
  }

  private static int count(List<Member> members, Predicate<Member> which) {
    return (int) members.stream().filter(which).count();
  }

  private static long sum(List<Member> members, ToLongFunction<Member> what) {
    return members.stream().mapToLong(what).sum();
  }
}
