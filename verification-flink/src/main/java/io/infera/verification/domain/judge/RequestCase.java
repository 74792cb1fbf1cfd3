package io.infera.verification.domain.judge;

/**
 * The state of one request: what was drawn, what came back, what was decided. Changed by the {@link Judge} alone.
 */
public final class RequestCase {

  /** A case about which nothing is known yet. */
  public static RequestCase empty() {
    return new RequestCase();
  }

  /** True when nothing of it needs to be kept: the shell clears its state. */
  public boolean forgettable() {
    throw new UnsupportedOperationException();
  }

  /** An independent copy. */
  public RequestCase copy() {
    throw new UnsupportedOperationException();
  }

  /** The state in the newest {@link CaseFormat}. */
  public byte[] toBytes() {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads a state written by {@link #toBytes} of this or an earlier version.
   *
   * @throws IllegalArgumentException when the version is unknown or the bytes are cut short
   */
  public static RequestCase fromBytes(byte[] bytes) {
    throw new UnsupportedOperationException();
  }
}
