package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.settlement.domain.Bytes32;
import java.util.Arrays;

/** Writes Avro binary by hand, for records of which there are many that differ little. */
final class AvroBytes {
  private byte[] bytes = new byte[1_024];
  private int length;

  void reset() {
    length = 0;
  }

  AvroBytes raw(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  /** An int, a long, or an enum's position: zigzag, seven bits a byte. */
  AvroBytes number(long value) {
    room(10);
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  AvroBytes text(String value) {
    byte[] utf8 = value.getBytes(UTF_8);
    return number(utf8.length).raw(utf8);
  }

  /** A fixed of 32 bytes. */
  AvroBytes hash(Bytes32 value) {
    room(Bytes32.LENGTH);
    value.copyTo(bytes, length);
    length += Bytes32.LENGTH;
    return this;
  }

  byte[] finish() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
