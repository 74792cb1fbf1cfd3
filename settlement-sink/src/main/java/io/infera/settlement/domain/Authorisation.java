package io.infera.settlement.domain;

import io.infera.event.Digest;
import io.infera.event.Signature;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;

/**
 * What a requester allows {@code RequestEscrow.sol} to debit for a model.
 *
 * @param model name of the model
 * @param ceilingMicroInfer in all from the beginning on, in millionths of an INFER
 * @param maxMicroInferPerMillionTokens highest price
 * @param validUntil in seconds since 1970
 */
public record Authorisation(
    String model, long ceilingMicroInfer, long maxMicroInferPerMillionTokens, long validUntil) {

  /** What is signed (EIP-712). */
  public Bytes32 digest(String requester, long chainId, String escrow) {
    var signed =
        new Escrow(chainId, escrow)
            .digest(requester, model, ceilingMicroInfer, maxMicroInferPerMillionTokens, validUntil);
    return Bytes32.of(signed.bytes());
  }

  /** The signature as the contract takes it: r, s, v. */
  public byte[] sign(Identity requester, long chainId, String escrow) {
    return evm(requester, digest(requester.address(), chainId, escrow));
  }

  /** A signature over a hash as contracts take it: r, s, and 27 or 28. */
  static byte[] evm(Identity signer, Bytes32 digest) {
    return evm(signer.sign(new Digest(digest.bytes())));
  }

  /** A signature as contracts take it: r, s, and 27 or 28. */
  public static byte[] evm(Signature signature) {
    return Attestation.evm(signature);
  }
}
