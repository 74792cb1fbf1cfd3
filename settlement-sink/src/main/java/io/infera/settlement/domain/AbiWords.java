package io.infera.settlement.domain;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Writes {@code abi.encode} of static values: 32 bytes each, numbers and addresses right-aligned.
 */
final class AbiWords {
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
  private static final int ADDRESS_LENGTH = 20;

  private final byte[] bytes;
  private int position;

  AbiWords(int words) {
    this.bytes = new byte[words * Bytes32.LENGTH];
  }

  AbiWords bytes32(Bytes32 value) {
    value.copyTo(bytes, position);
    position += Bytes32.LENGTH;
    return this;
  }

  /**
   * An unsigned number.
   *
   * @throws IllegalArgumentException when it is negative
   */
  AbiWords number(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "expected a %s of 0 or more, found %d".formatted(name, value));
    }
    position += Bytes32.LENGTH;
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[position - 1 - i] = (byte) (value >>> (Byte.SIZE * i));
    }
    return this;
  }

  /**
   * An EVM address.
   *
   * @throws IllegalArgumentException when it is not 0x and 40 lower-case hexadecimal digits
   */
  AbiWords address(String name, String value) {
    if (!ADDRESS.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "expected an EVM address (0x and 40 lower-case hexadecimal digits) as %s, found: %s"
              .formatted(name, value));
    }
    byte[] address = HexFormat.of().parseHex(value, 2, value.length());
    position += Bytes32.LENGTH;
    System.arraycopy(address, 0, bytes, position - ADDRESS_LENGTH, ADDRESS_LENGTH);
    return this;
  }

  byte[] finish() {
    if (position != bytes.length) {
      throw new IllegalStateException(
          "expected %d bytes of words, found %d".formatted(bytes.length, position));
    }
    return bytes;
  }
}
