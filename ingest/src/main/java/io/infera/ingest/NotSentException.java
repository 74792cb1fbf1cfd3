package io.infera.ingest;

import io.infera.schemas.catalog.RequestKey;

/**
 * Kafka did not confirm that the request was appended. It may have been all the same; the network
 * answers an id once however often it is sent.
 */
public final class NotSentException extends RequestFailedException {
  private static final long serialVersionUID = 1L;

  NotSentException(RequestKey key, Throwable cause) {
    super(key, "request " + key + " was not accepted by Kafka: " + cause.getMessage(), cause);
  }
}
