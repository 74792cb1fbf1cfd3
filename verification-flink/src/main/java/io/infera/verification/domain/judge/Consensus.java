package io.infera.verification.domain.judge;

/**
 * The agreement that stands, and whether it suffices for an answer: by head count, or by {@link
 * Credence} where the policy names a target.
 *
 * @param clique mask of those that agree; 0 for nobody
 * @param errorPpb posterior probability that they are wrong, in parts per billion; null by head
 *     count
 * @param sufficient true when it is an answer
 */
record Consensus(long clique, Long errorPpb, boolean sufficient) {
  private static final long PPB_OF_PPM = 1_000;

  /**
   * @param terms by which it is judged
   * @param core a clique that must be part of it, 0 for none
   */
  static Consensus of(Terms terms, RequestCase state, Agreement agreement, long core) {
    return terms.hasTarget()
        ? byCredibility(terms, state.panel, agreement, core)
        : byHeads(terms, state, agreement, core);
  }

  /** The policy's quorum must agree, and a majority of those drawn so far. */
  private static Consensus byHeads(Terms terms, RequestCase state, Agreement agreement, long core) {
    long clique = agreement.largestClique(state.panel.replicas(), core);
    int needed = Math.max(terms.quorum(), state.countingNodes() / 2 + 1);
    return new Consensus(clique, null, Long.bitCount(clique) >= needed);
  }

  /** The backstop's own nodes are witnesses like others, only more credible. */
  private static Consensus byCredibility(Terms terms, Panel panel, Agreement agreement, long core) {
    long clique = agreement.largestClique(panel.all(), core);
    double against = 0;
    for (long rest = panel.all() & ~clique; rest != 0; rest &= rest - 1) {
      against += Credence.odds(panel.audits(Long.lowestOneBit(rest)));
    }
    long error = Credence.errorPpb(panel.audits(clique), against);
    boolean sufficient =
        Long.bitCount(clique) >= terms.quorum() && error <= terms.targetErrorPpm() * PPB_OF_PPM;
    return new Consensus(clique, error, sufficient);
  }
}
