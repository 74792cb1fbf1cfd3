package io.infera.ingest;

import io.infera.schemas.catalog.RequestKey;

/**
 * Why the future of a request holds no response. Sending the same request again, with the same id,
 * is safe.
 */
public abstract sealed class RequestFailedException extends RuntimeException
    permits NotSentException, NoAnswerException, ProducerClosedException {
  private static final long serialVersionUID = 1L;

  private final transient RequestKey key;

  RequestFailedException(RequestKey key, String message, Throwable cause) {
    super(message, cause);
    this.key = key;
  }

  /** Which request. */
  public RequestKey key() {
    return key;
  }
}
