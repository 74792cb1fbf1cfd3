package io.infera.dispatcher.domain;

import io.infera.schemas.payment.Escrow;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a network charges.
 *
 * @param networkId bound into signatures of requests
 * @param escrow what requesters pay from
 * @param margin how long an authorisation must be valid beyond a request's deadline, so that there
 *     is time to debit by it
 * @param gateway contracts' questions; empty when there are none
 */
public record ChargeTerms(
    String networkId, Escrow escrow, Duration margin, Optional<Gateway> gateway) {
  public ChargeTerms {
    Objects.requireNonNull(networkId, "networkId");
    Objects.requireNonNull(escrow, "escrow");
    if (margin.isNegative()) {
      throw new IllegalArgumentException("expected a margin of at least 0, found " + margin);
    }
  }

  /**
   * The contract through which contracts ask. Its highest price is held there already.
   *
   * @param address the requester of such questions
   * @param watcher who brings them here, and signs that it does
   */
  public record Gateway(String address, String watcher) {}
}
