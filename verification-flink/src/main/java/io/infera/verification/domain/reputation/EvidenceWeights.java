package io.infera.verification.domain.reputation;

/**
 * What one outcome adds to the evidence, in micro-units (1,000,000 is one observation; at most
 * 1,000 observations).
 *
 * <p>Agreement without an audit counts for little, because agreeing with oneself proves nothing; a
 * fault, shown by an audit, counts for several. Dissent without an audit and inadmissible results
 * are mild. Silence and failure cost availability and no accuracy; an inconclusive job says
 * nothing.
 *
 * @param agreed right, found by the clique alone
 * @param audited right, confirmed or vindicated by an audit
 * @param faulty wrong, shown by an audit
 * @param dissented wrong perhaps
 * @param inadmissible wrong perhaps
 */
public record EvidenceWeights(
    int agreed, int audited, int faulty, int dissented, int inadmissible) {
  public static final EvidenceWeights DEFAULTS =
      new EvidenceWeights(250_000, 1_000_000, 8_000_000, 100_000, 250_000);
  private static final int MOST = 1_000_000_000;

  public EvidenceWeights {
    for (int weight : new int[] {agreed, audited, faulty, dissented, inadmissible}) {
      if (weight < 0 || weight > MOST) {
        throw new IllegalArgumentException(
            "expected a weight from 0 to " + MOST + ", found " + weight);
      }
    }
  }
}
