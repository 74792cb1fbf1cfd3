package io.infera.infra.attack;

import java.util.SplittableRandom;

/**
 * A node's job, and what a ring whose members talk to each other may know of it. More than a real
 * one may: it counts all nodes drawn, although a node learns of nobody but itself.
 *
 * @param request the request's number
 * @param node the node's number
 * @param drawn nodes drawn for the request so far, with those of this attempt
 * @param ring how many of these belong to the ring
 * @param elapsed how much of the run is over, 0 to 1
 * @param random of this job alone
 * @param embeddings what models say
 */
record Job(
    long request,
    int node,
    int drawn,
    int ring,
    double elapsed,
    SplittableRandom random,
    Embeddings embeddings) {
  private static final long LEAST_LATENCY = 50;
  private static final double MEAN_WAIT = 80;
  private static final long RING = 0x72696e67L;

  /** The right answer. */
  Answer honest() {
    return answer(embeddings.honest(request, node), false);
  }

  /** A wrong one. */
  Answer lie(float[] vector) {
    return answer(vector, true);
  }

  /** The wrong one on which the whole ring agrees. */
  Answer ringLie() {
    return lie(embeddings.anything(request, RING));
  }

  /** None. */
  Answer silence() {
    return answer(null, true);
  }

  /** True when the ring holds more than half of the nodes drawn. */
  boolean ringHasMajority() {
    return 2 * ring > drawn;
  }

  Answer answer(float[] vector, boolean offence) {
    long latency = LEAST_LATENCY + (long) (-MEAN_WAIT * StrictMath.log(1 - random.nextDouble()));
    return new Answer(vector, latency, offence, false);
  }
}
