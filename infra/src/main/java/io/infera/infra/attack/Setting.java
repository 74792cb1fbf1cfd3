package io.infera.infra.attack;

import io.infera.event.ModelPolicy;

/**
 * What a run is told.
 *
 * @param nodes in the market, the network's own not counted, at least 4
 * @param fraction of them that belongs to the ring, 0 to 1
 * @param requests at least 1
 * @param seed everything random follows from it
 * @param policy the model's, with {@link Embeddings#DIMENSION} dimensions
 * @param pace how fast the network goes
 * @param calibrated how far answers are from the right ones
 */
record Setting(
    int nodes,
    double fraction,
    int requests,
    long seed,
    ModelPolicy policy,
    Pace pace,
    Calibrated calibrated) {
  private static final int FEWEST_NODES = 4;

  Setting {
    if (nodes < FEWEST_NODES || requests < 1) {
      throw new IllegalArgumentException(
          "expected at least %d nodes and 1 request, found %d and %d"
              .formatted(FEWEST_NODES, nodes, requests));
    }
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("expected a fraction from 0 to 1, found " + fraction);
    }
    policy = ModelPolicy.newBuilder(policy).setDimension(Embeddings.DIMENSION).build();
  }

  /** Milliseconds from the first request to another one. */
  long timeOf(long request) {
    return Math.round(request * pace.millisBetweenRequests() / nodes);
  }

  /** Epochs that the requests take. */
  long epochs() {
    return Math.max(1, timeOf(requests) / pace.epoch().toMillis());
  }

  Setting withFraction(double other) {
    return new Setting(nodes, other, requests, seed, policy, pace, calibrated);
  }

  Setting withPace(Pace other) {
    return new Setting(nodes, fraction, requests, seed, policy, other, calibrated);
  }

  /** Spreads the ring evenly over the numbers of the nodes, from 0. */
  boolean isOfRing(int number) {
    long ring = ring();
    return (number + 1) * ring / nodes > number * ring / nodes;
  }

  Setting withSeed(long other) {
    return new Setting(nodes, fraction, requests, other, policy, pace, calibrated);
  }

  int ring() {
    return (int) Math.round(nodes * fraction);
  }
}
