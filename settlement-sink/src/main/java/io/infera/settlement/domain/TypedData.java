package io.infera.settlement.domain;

import java.math.BigInteger;
import java.util.HexFormat;

/**
 * What people sign for contracts (EIP-712): a domain, a type, and the words of a struct. Texts and
 * arrays stand in it by their hash.
 */
public final class TypedData {
  private static final Bytes32 DOMAIN =
      Keccak.of(
          "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  private static final int DOMAIN_WORDS = 5;

  private TypedData() {}

  /** The separator of a contract's domain, version 1. */
  public static Bytes32 domain(String name, long chainId, String contract) {
    return Keccak.of(
        new AbiWords(DOMAIN_WORDS)
            .bytes32(DOMAIN)
            .bytes32(Keccak.of(name))
            .bytes32(Keccak.of("1"))
            .number("chain id", chainId)
            .address("contract", contract)
            .finish());
  }

  /**
   * What is signed.
   *
   * @param type as EIP-712 writes it, for instance {@code Mail(address to,uint256 value)}
   * @param words the values of its members, see {@link #address}, {@link #number}
   */
  public static Bytes32 digest(Bytes32 domain, String type, Bytes32... words) {
    var struct = new AbiWords(1 + words.length).bytes32(Keccak.of(type));
    for (Bytes32 word : words) {
      struct.bytes32(word);
    }
    var signed = new byte[2 + 2 * Bytes32.LENGTH];
    signed[0] = 0x19;
    signed[1] = 0x01;
    domain.copyTo(signed, 2);
    Keccak.of(struct.finish()).copyTo(signed, 2 + Bytes32.LENGTH);
    return Keccak.of(signed);
  }

  /** An address as a member. */
  public static Bytes32 address(String address) {
    return Bytes32.of(new AbiWords(1).address("member", address).finish());
  }

  /** An unsigned number as a member. */
  public static Bytes32 number(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("expected an unsigned number of 256 bits, found " + value);
    }
    return Bytes32.of(HexFormat.of().parseHex("%064x".formatted(value)));
  }

  /** An unsigned number as a member. */
  public static Bytes32 number(long value) {
    return number(BigInteger.valueOf(value));
  }
}
