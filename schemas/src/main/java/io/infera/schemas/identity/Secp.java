package io.infera.schemas.identity;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.canonical.Keccak256;
import java.util.Arrays;
import java.util.Optional;

/** secp256k1 as Ethereum uses it; the one class that knows the library. */
final class Secp {
  static final int COMPACT_BYTES = 64;
  private static final int ADDRESS_BYTES = 20;
  private static final int KECCAK_BYTES = 32;
  private static final Secp256k1 LIBRARY = Secp256k1.get();

  private Secp() {}

  static boolean isPrivateKey(byte[] key) {
    return key.length == 32 && LIBRARY.secKeyVerify(key);
  }

  static byte[] publicKey(byte[] privateKey) {
    return LIBRARY.pubkeyCreate(privateKey);
  }

  /** r and s, 32 bytes each, with a low s. */
  static byte[] sign(byte[] message, byte[] privateKey) {
    return LIBRARY.sign(message, privateKey, null);
  }

  static Optional<byte[]> recover(byte[] compact, byte[] message, int recoveryId) {
    try {
      return Optional.of(LIBRARY.ecdsaRecover(compact, message, recoveryId));
    } catch (Secp256k1Exception | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether s is in the lower half of the group's order, as Ethereum demands: the other s would be
   * a second signature.
   */
  static boolean hasLowS(byte[] compact) {
    try {
      return !LIBRARY.signatureNormalize(compact).getSecond();
    } catch (Secp256k1Exception | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The last 20 bytes of the Keccak-256 of the public key's 64 coordinate bytes, as {@code 0x…}.
   */
  static String address(byte[] publicKey) {
    byte[] hash = Keccak256.of(Arrays.copyOfRange(publicKey, 1, publicKey.length));
    return "0x" + Hex.encode(Arrays.copyOfRange(hash, KECCAK_BYTES - ADDRESS_BYTES, KECCAK_BYTES));
  }
}
