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
 * @param auditsMilli that those drawn have passed together, in thousandths: the roster is public
 * @param elapsed how much of the run is over, 0 to 1
 * @param pace how long answers take
 * @param random of this job alone
 * @param embeddings what models say
 */
record Job(
    long request,
    int node,
    int drawn,
    int ring,
    long auditsMilli,
    double elapsed,
    Pace pace,
    SplittableRandom random,
    Embeddings embeddings) {
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

  /** True when nobody else was drawn. */
  boolean ringIsAlone() {
    return ring == drawn;
  }

  /** A coin that the whole ring tosses for a request, and that all see. */
  double ringCoin() {
    return embeddings.random(request, RING + 1).nextDouble();
  }

  /** True when the ring holds more than half of the nodes drawn. */
  boolean ringHasMajority() {
    return 2 * ring > drawn;
  }

  Answer answer(float[] vector, boolean offence) {
    long latency =
        pace.leastLatency() + (long) (-pace.meanWait() * StrictMath.log(1 - random.nextDouble()));
    return new Answer(vector, latency, offence, false);
  }
}
