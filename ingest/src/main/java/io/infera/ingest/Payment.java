package io.infera.ingest;

import io.infera.runtime.InferAmount;
import io.infera.schemas.payment.Escrow;
import java.time.Duration;
import java.util.Objects;

/**
 * How a producer pays on a network that charges: what it allows to be debited from its deposit, for
 * each model that it asks.
 *
 * @param networkId the network; what is signed is bound to it
 * @param escrow where the deposit is
 * @param ceiling most in all for a model, from the requester's beginning on
 * @param perMillionTokens highest price
 * @param validity how long what is signed can be debited by; signed anew when half of it is over
 */
public record Payment(
    String networkId,
    Escrow escrow,
    InferAmount ceiling,
    InferAmount perMillionTokens,
    Duration validity) {
  public Payment {
    Objects.requireNonNull(networkId, "networkId");
    Objects.requireNonNull(escrow, "escrow");
    Objects.requireNonNull(ceiling, "ceiling");
    Objects.requireNonNull(perMillionTokens, "perMillionTokens");
    if (validity.toSeconds() < 1) {
      throw new IllegalArgumentException("expected a validity of at least 1s, found " + validity);
    }
  }
}
