package io.infera.settlement.rewards;

/** An epoch that is not what archive and chain give. The message names the first difference. */
public final class EpochMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EpochMismatchException(String message) {
    super(message);
  }
}
