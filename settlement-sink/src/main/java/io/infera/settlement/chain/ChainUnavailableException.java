package io.infera.settlement.chain;

/**
 * The chain's endpoint did not answer, or not with sense. Whether a transaction reached it is
 * unknown: read the chain.
 */
public final class ChainUnavailableException extends RuntimeException {
  public ChainUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
