package io.infera.ingest;

/** A producer could not be built because the broker, the registry or a topic is not there. */
public final class NotConnectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotConnectedException(String message, Throwable cause) {
    super(message, cause);
  }
}
