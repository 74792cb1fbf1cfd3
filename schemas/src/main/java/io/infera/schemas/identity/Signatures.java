package io.infera.schemas.identity;

import io.infera.event.Digest;
import io.infera.event.Signature;
import java.util.Arrays;
import java.util.Optional;

/** Who signed. */
public final class Signatures {
  private Signatures() {}

  /**
   * The EVM address whose key made this signature over this digest; empty when no key could have. A
   * high s is refused, as Ethereum does, so that nobody can make a second signature from a first.
   */
  public static Optional<String> recover(Digest digest, Signature signature) {
    byte[] bytes = signature.bytes();
    byte[] compact = Arrays.copyOf(bytes, Secp.COMPACT_BYTES);
    int recoveryId = bytes[Secp.COMPACT_BYTES];
    if (recoveryId < 0 || recoveryId > 1 || !Secp.hasLowS(compact)) {
      return Optional.empty();
    }
    return Secp.recover(compact, digest.bytes(), recoveryId).map(Secp::address);
  }
}
