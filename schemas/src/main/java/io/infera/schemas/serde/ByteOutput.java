package io.infera.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Avro's binary encoding (specification 1.12, "Binary Encoding") into an array that grows: of
 * values, for whoever writes by the plan of a schema or knows one by heart.
 */
public final class ByteOutput {
  private static final int LONGEST_VARINT = 10;

  private byte[] bytes = new byte[1_024];
  private int length;

  /** Begins anew. */
  public ByteOutput reset() {
    length = 0;
    return this;
  }

  /** A copy of what was written. */
  public byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  void raw(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  /** Four bytes, big endian: not Avro's. */
  void fixed32(int value) {
    for (int shift = 24; shift >= 0; shift -= Byte.SIZE) {
      raw(value >>> shift);
    }
  }

  /** Zigzag, seven bits a byte, the lowest first; an int is written as the same long would be. */
  public void int64(long value) {
    room(LONGEST_VARINT);
    long rest = value << 1 ^ value >> Long.SIZE - 1;
    int at = length;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    length = at;
  }

  /** Eight bytes, little endian. */
  void float64(double value) {
    room(Double.BYTES);
    long bits = Double.doubleToRawLongBits(value);
    for (int i = 0; i < Double.BYTES; i++) {
      bytes[length++] = (byte) (bits >>> i * Byte.SIZE);
    }
  }

  /** A length, and UTF-8. */
  public void string(String value) {
    byte[] text = value.getBytes(UTF_8);
    int64(text.length);
    fixed(text);
  }

  void blob(ByteBuffer value) {
    int size = value.remaining();
    int64(size);
    room(size);
    value.duplicate().get(bytes, length, size);
    length += size;
  }

  /** Bytes as they are. */
  public void fixed(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
