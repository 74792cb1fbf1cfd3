package io.infera.verification.stream;

/** Why a record is not let in; its message ends in the dead letter. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with a record beside its bytes. */
  public enum Reason {
    /** A key without a value, or a value without a key. */
    INCOMPLETE,
    /** A key that is not what the topic is keyed by. */
    BAD_KEY,
    /** It stands in another partition than its key belongs to. */
    MISROUTED,
    /** Its content has another key than its key says. */
    WRONG_KEY,
    /** The domain could not take it, which is a fault of ours. */
    UNJUDGEABLE
  }

  private final Reason reason;

  public Refusal(Reason reason, String message) {
    super(reason + ": " + message);
    this.reason = reason;
  }

  public Refusal(Reason reason, String message, Throwable cause) {
    super(reason + ": " + message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
