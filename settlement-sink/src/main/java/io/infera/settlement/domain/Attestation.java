package io.infera.settlement.domain;

import io.infera.event.Digest;
import io.infera.event.Signature;
import io.infera.schemas.identity.Identity;
import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.List;

/**
 * What an attester signs for {@code SettlementLog.sol} when it has judged a batch anew and come to
 * the same root.
 *
 * @param network the network's id
 * @param chainId EIP-155 chain id
 * @param contract the settlement log's address
 */
public record Attestation(String network, long chainId, String contract) {
  private static final String NAME = "Infera SettlementLog";
  private static final String TYPE =
      "Batch(bytes32 network,uint32 lane,uint64 firstOffset,uint64 nextOffset,bytes32 root,"
          + "uint64 settlements,bytes32 archiveDigest)";

  private static final int RECOVERY = 64;
  private static final int FIRST_RECOVERY_ID = 27;

  /** What is signed for a batch (EIP-712). */
  public Bytes32 digest(OffsetRange range, Bytes32 root, long settlements, Bytes32 archiveDigest) {
    return TypedData.digest(
        TypedData.domain(NAME, chainId, contract),
        TYPE,
        Keccak.of(network),
        TypedData.number(range.lane()),
        TypedData.number(range.first()),
        TypedData.number(range.next()),
        root,
        TypedData.number(settlements),
        archiveDigest);
  }

  /** The signature of one attester: r, s, v. */
  public static byte[] sign(Identity attester, Bytes32 digest) {
    return evm(attester.sign(new Digest(digest.bytes())));
  }

  /** A signature as contracts take it: r, s, and 27 or 28. */
  static byte[] evm(Signature signature) {
    byte[] bytes = signature.bytes().clone();
    bytes[RECOVERY] += FIRST_RECOVERY_ID;
    return bytes;
  }

  /** A signature, and whose it is. */
  public record Signed(String attester, byte[] signature) {}

  /** Signatures as the contract wants them: one after the other, by ascending address. */
  public static byte[] join(List<Signed> signatures) {
    var joined = new ByteArrayOutputStream();
    signatures.stream()
        .sorted(Comparator.comparing(Signed::attester))
        .forEach(signed -> joined.writeBytes(signed.signature()));
    return joined.toByteArray();
  }
}
