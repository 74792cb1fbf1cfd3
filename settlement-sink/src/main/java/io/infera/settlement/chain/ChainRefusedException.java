package io.infera.settlement.chain;

import io.infera.settlement.domain.ChainAccount.Answer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The chain's endpoint answered with an error. There are no codes for why a transaction is refused,
 * so the text is read, in the words of the clients that are in use.
 */
public final class ChainRefusedException extends RuntimeException {
  // geth, reth, anvil, hardhat and Besu say "nonce too low", Nethermind says OldNonce.
  private static final Pattern NONCE_USED =
      words("nonce (is )?too low|old ?nonce|nonce has already been used");
  // "already known" or AlreadyKnown; OpenEthereum says imported, Besu and hardhat "Known
  // transaction".
  private static final Pattern KNOWN =
      words("already ?known|already imported|known transaction|already in (the )?(mem)?pool");
  // "replacement transaction underpriced" where another waits, "transaction underpriced" where the
  // node wants more at all; and what nodes say to an offer below the base fee.
  private static final Pattern UNDERPRICED =
      words(
          "underpriced|too low to replace|fee ?too ?low|fee cap too low|less than block base fee"
              + "|below (the )?base fee|tries to replace pending|replacement ?not ?allowed");

  private final int code;

  ChainRefusedException(String call, int code, String message) {
    super("%s: %s (code %d)".formatted(call, message, code));
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** What it says to a transaction; empty when it is something else, that people must look at. */
  public Optional<Answer> answer() {
    if (NONCE_USED.matcher(getMessage()).find()) {
      return Optional.of(Answer.NONCE_USED);
    }
    if (KNOWN.matcher(getMessage()).find()) {
      return Optional.of(Answer.TAKEN);
    }
    return UNDERPRICED.matcher(getMessage()).find()
        ? Optional.of(Answer.UNDERPRICED)
        : Optional.empty();
  }

  private static Pattern words(String alternatives) {
    return Pattern.compile("\\b(" + alternatives + ")\\b", Pattern.CASE_INSENSITIVE);
  }
}
