package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import java.time.Instant;
import java.util.Objects;

/**
 * What is kept of a request, so that its id is answered once and later attempts can be made. Its
 * content is not: that stands in the log.
 *
 * @param offset where it stands in its partition of infera.requests; {@link RequestMemory#NONE}
 *     when all that is known of it is that it was refused or has expired
 * @param requestedAt when it was appended
 * @param digest canonical digest of its content
 * @param policyVersion version of the policy that applies to it; 0 when it was refused
 * @param attemptsUntil until when further attempts and audits may be asked for
 * @param forgetAt when the id is forgotten
 */
public record Remembered(
    long offset,
    Instant requestedAt,
    Digest digest,
    int policyVersion,
    Instant attemptsUntil,
    Instant forgetAt) {

  public Remembered {
    Objects.requireNonNull(requestedAt, "requestedAt");
    Objects.requireNonNull(digest, "digest");
    if (attemptsUntil.isAfter(forgetAt)) {
      throw new IllegalArgumentException(
          "attempts cannot be made until "
              + attemptsUntil
              + ", beyond their request's "
              + forgetAt);
    }
  }
}
