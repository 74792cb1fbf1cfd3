package io.infera.settlement.domain;

import io.infera.schemas.identity.Identity;
import java.math.BigInteger;

/**
 * That a contract may take an owner's INFER once (EIP-2612), so that no approval has to be sent
 * before.
 *
 * @param spender the contract
 * @param value how much, in 10^-18 INFER
 * @param nonce the owner's next one, see {@code InferToken.nonces}
 * @param deadline in seconds since 1970
 */
public record Permit(String spender, BigInteger value, BigInteger nonce, long deadline) {
  private static final String NAME = "Infera";
  private static final String TYPE =
      "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";

  /** The signature as the contract takes it: r, s, v. */
  public byte[] sign(Identity owner, long chainId, String token) {
    Bytes32 digest =
        TypedData.digest(
            TypedData.domain(NAME, chainId, token),
            TYPE,
            TypedData.address(owner.address()),
            TypedData.address(spender),
            TypedData.number(value),
            TypedData.number(nonce),
            TypedData.number(deadline));
    return Authorisation.evm(owner, digest);
  }
}
