package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is kept of a request, so that its id is answered once and later attempts can be made.
 *
 * @param offset where it stands in its partition of infera.requests
 * @param requestedAt when it was appended
 * @param digest canonical digest of its content
 * @param policyVersion version of the policy that applies to it; 0 when it was refused
 * @param bodyUntil until when the body is kept, because attempts and audits may need it
 * @param forgetAt when the id is forgotten
 * @param body the record's value as it came; empty for a refused request and after {@code
 *     bodyUntil}
 */
public record Remembered(
    long offset,
    Instant requestedAt,
    Digest digest,
    int policyVersion,
    Instant bodyUntil,
    Instant forgetAt,
    Optional<byte[]> body) {

  public Remembered {
    Objects.requireNonNull(requestedAt, "requestedAt");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(body, "body");
    if (bodyUntil.isAfter(forgetAt)) {
      throw new IllegalArgumentException(
          "a body cannot be kept until " + bodyUntil + ", beyond its id, " + forgetAt);
    }
  }

  /** The same without the body. */
  public Remembered withoutBody() {
    return new Remembered(
        offset, requestedAt, digest, policyVersion, bodyUntil, forgetAt, Optional.empty());
  }

  /** When something of it is to be dropped next. */
  public Instant nextChange() {
    return body.isPresent() ? bodyUntil : forgetAt;
  }
}
