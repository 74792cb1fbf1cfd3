package io.infera.verification.domain.judge;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import java.util.Optional;

/**
 * Who signed a leaf; {@code BatchVerifier::signer} in production. Must be a pure function of its
 * arguments.
 */
@FunctionalInterface
public interface ResultSigner {
  /** The signer's address, lower case; empty when the path or the signature is bad. */
  Optional<String> signer(Digest leaf, BatchProof proof);
}
