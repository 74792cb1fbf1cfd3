package io.infera.infra.attack;

import io.infera.event.ModelPolicy;

/**
 * What a run is told.
 *
 * @param nodes in the market, the network's own not counted, at least 10
 * @param fraction of them that belongs to the ring, 0 to 1
 * @param requests at least 1
 * @param seed everything random follows from it
 * @param policy the model's, with {@link Embeddings#DIMENSION} dimensions
 */
record Setting(int nodes, double fraction, int requests, long seed, ModelPolicy policy) {
  private static final int FEWEST_NODES = 10;

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

  /** Epochs that the requests take. */
  long epochs() {
    return Math.max(1, Simulation.duration(this) / Registry.EPOCH.toMillis());
  }

  int ring() {
    return (int) Math.round(nodes * fraction);
  }
}
