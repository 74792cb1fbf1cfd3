package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import io.infera.event.InferenceRequest;
import io.infera.schemas.catalog.Topics;
import java.time.Instant;
import java.util.Objects;

/**
 * A request and where it stands in infera.requests, from which its draws follow.
 *
 * @param request what is asked
 * @param digest canonical digest of its content
 * @param partition partition of infera.requests
 * @param offset offset there
 * @param requestedAt when it was appended, by the broker's clock
 */
public record RequestInLog(
    InferenceRequest request, Digest digest, int partition, long offset, Instant requestedAt) {

  public RequestInLog {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(requestedAt, "requestedAt");
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "expected a partition and an offset of at least 0, found "
              + partition
              + " and "
              + offset);
    }
  }

  /** Where the answer goes. */
  public String responseTopic() {
    String shared = Topics.RESPONSES.name();
    return request.getOwnReplyTopic() ? shared + "." + request.getRequester() : shared;
  }
}
