package io.infera.infra.local;

/** The local network cannot be started or reached; the message says what to do. */
public final class LocalNetworkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalNetworkException(String message) {
    super(message);
  }

  public LocalNetworkException(String message, Throwable cause) {
    super(message, cause);
  }
}
