package io.infera.settlement.chain;

import java.util.Locale;

/** The chain's endpoint answered with an error. */
public final class ChainRefusedException extends RuntimeException {
  private final int code;

  ChainRefusedException(String call, int code, String message) {
    super("%s: %s (code %d)".formatted(call, message, code));
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The key's next nonce is higher: a transaction with this one is in a block already. */
  public boolean nonceUsed() {
    return says("nonce too low");
  }

  /** A transaction with this nonce waits already: the same one, or one that offers as much. */
  public boolean nonceWaiting() {
    return says("already known") || says("already imported") || says("underpriced");
  }

  private boolean says(String text) {
    return getMessage().toLowerCase(Locale.ROOT).contains(text);
  }
}
