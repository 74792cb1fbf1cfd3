package io.infera.settlement.domain;

/** What an attester makes of a batch that is proposed. */
public sealed interface Opinion {
  /** Every settlement is what the log gives, and the batch is made of these. */
  record Right() implements Opinion {}

  /**
   * It is not.
   *
   * @param request key of the first request that is not as it should be; empty when none can be
   *     named
   * @param reason what was expected and what was found
   */
  record Wrong(String request, String reason) implements Opinion {}

  /**
   * It cannot be told yet.
   *
   * @param reason what is missing
   */
  record Open(String reason) implements Opinion {}
}
