package io.infera.infra.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Digest;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.catalog.RequestKey;
import java.nio.ByteBuffer;

/**
 * A request in 16 bytes, the beginning of its key's SHA-256: an audit holds one for each of a
 * million.
 */
record RequestId(long high, long low) {
  static RequestId of(RequestKey key) {
    ByteBuffer hash =
        ByteBuffer.wrap(CanonicalHash.sha256().digest(key.toString().getBytes(UTF_8)));
    return new RequestId(hash.getLong(), hash.getLong());
  }

  /** The first 8 bytes of a digest: two that differ are the same in one of 2^64 cases. */
  static long mark(Digest digest) {
    return ByteBuffer.wrap(digest.bytes()).getLong();
  }

  @Override
  public String toString() {
    return "of digest %016x%016x".formatted(high, low);
  }
}
