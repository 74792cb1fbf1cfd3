package io.infera.dispatcher.domain;

import io.infera.event.AttemptPurpose;
import io.infera.event.Digest;
import io.infera.event.ModelPolicy;
import java.util.List;
import java.util.Objects;

/**
 * What shall be drawn.
 *
 * @param seed from which the numbers follow, see {@link Draw#seed}
 * @param purpose decides between the market and the network's own nodes
 * @param policy what the nodes must serve
 * @param pool the private pool to draw from; null for the open market
 * @param wanted how many nodes, at least 1
 * @param least with how many it is content when no more are eligible, from 1 to {@code wanted}
 * @param excluded nodes that may not be drawn: those of earlier attempts
 */
public record DrawOrder(
    Digest seed,
    AttemptPurpose purpose,
    ModelPolicy policy,
    String pool,
    int wanted,
    int least,
    List<String> excluded) {

  public DrawOrder {
    Objects.requireNonNull(seed, "seed");
    Objects.requireNonNull(purpose, "purpose");
    Objects.requireNonNull(policy, "policy");
    if (least < 1 || wanted < least) {
      throw new IllegalArgumentException(
          "expected at least one node to be wanted, found " + least + " to " + wanted);
    }
    excluded = List.copyOf(excluded);
  }
}
