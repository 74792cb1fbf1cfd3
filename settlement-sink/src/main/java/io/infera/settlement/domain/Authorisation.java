package io.infera.settlement.domain;

import io.infera.event.Digest;
import io.infera.schemas.identity.Identity;

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
  private static final String NAME = "Infera RequestEscrow";
  private static final String TYPE =
      "Authorisation(address requester,bytes32 model,uint64 ceilingMicroInfer,"
          + "uint64 maxMicroInferPerMillionTokens,uint64 validUntil)";
  private static final int RECOVERY = 64;
  private static final int FIRST_RECOVERY_ID = 27;

  /** What is signed (EIP-712). */
  public Bytes32 digest(String requester, long chainId, String escrow) {
    return TypedData.digest(
        TypedData.domain(NAME, chainId, escrow),
        TYPE,
        TypedData.address(requester),
        Keccak.of(model),
        TypedData.number(ceilingMicroInfer),
        TypedData.number(maxMicroInferPerMillionTokens),
        TypedData.number(validUntil));
  }

  /** The signature as the contract takes it: r, s, v. */
  public byte[] sign(Identity requester, long chainId, String escrow) {
    return evm(requester, digest(requester.address(), chainId, escrow));
  }

  /** A signature over a hash as contracts take it: r, s, and 27 or 28. */
  static byte[] evm(Identity signer, Bytes32 digest) {
    byte[] signature = signer.sign(new Digest(digest.bytes())).bytes();
    signature[RECOVERY] += FIRST_RECOVERY_ID;
    return signature;
  }
}
