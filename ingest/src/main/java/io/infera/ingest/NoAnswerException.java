package io.infera.ingest;

import io.infera.schemas.catalog.RequestKey;
import java.time.Instant;

/**
 * No answer came by the deadline and the grace after it. The network answers every request by its
 * deadline, if only by EXPIRED, so this is an outage between here and there and not a verdict.
 */
public final class NoAnswerException extends RequestFailedException {
  private static final long serialVersionUID = 1L;

  NoAnswerException(RequestKey key, Instant waitedUntil, String replies) {
    super(
        key,
        "no answer to request "
            + key
            + " by "
            + waitedUntil
            + ", although the network answers by the deadline: "
            + replies
            + "; check that broker, dispatcher and verification run",
        null);
  }

  NoAnswerException(RequestKey key, Throwable cause) {
    super(
        key,
        "no answer to request " + key + ": answers can no longer be read: " + cause.getMessage(),
        cause);
  }
}
