package io.infera.ingest;

import io.infera.schemas.catalog.RequestKey;

/**
 * The producer was closed before the answer came. The request is on its way and will be answered.
 */
public final class ProducerClosedException extends RequestFailedException {
  private static final long serialVersionUID = 1L;

  ProducerClosedException(RequestKey key) {
    super(key, "the producer was closed before the answer to request " + key + " came", null);
  }
}
