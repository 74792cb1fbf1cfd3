package io.infera.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Avro's binary encoding (specification 1.12, "Binary Encoding") out of an array. Nothing that the
 * bytes claim is believed beyond what is there, so no length asks for more memory than the array
 * has; what does not fit ends with an {@link IllegalArgumentException}.
 */
final class ByteInput {
  private final byte[] bytes;
  private int at;

  ByteInput(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  boolean atEnd() {
    return at == bytes.length;
  }

  int raw() {
    if (at == bytes.length) {
      throw new IllegalArgumentException("expected more after byte " + at + ", found the end");
    }
    return bytes[at++];
  }

  int int32() {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      int read = raw();
      value |= (read & 0x7f) << shift;
      if (read >= 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new IllegalArgumentException(
        "expected an int before byte " + at + ", found a longer one");
  }

  long int64() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int read = raw();
      value |= (read & 0x7fL) << shift;
      if (read >= 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new IllegalArgumentException(
        "expected a long before byte " + at + ", found a longer one");
  }

  double float64() {
    int from = take(Double.BYTES);
    long bits = 0;
    for (int i = Double.BYTES - 1; i >= 0; i--) {
      bits = bits << Byte.SIZE | bytes[from + i] & 0xff;
    }
    return Double.longBitsToDouble(bits);
  }

  String string() {
    int size = size();
    return new String(bytes, take(size), size, UTF_8);
  }

  ByteBuffer blob() {
    return ByteBuffer.wrap(fixed(size()));
  }

  byte[] fixed(int size) {
    int from = take(size);
    return Arrays.copyOfRange(bytes, from, from + size);
  }

  /** The items of an array's next block; 0 behind the last. Every item takes a byte at least. */
  int block() {
    long count = int64();
    if (count < 0) {
      count = -count;
      int64();
    }
    return within(count);
  }

  private int size() {
    return within(int64());
  }

  private int take(int size) {
    int from = at;
    at += within(size);
    return from;
  }

  private int within(long size) {
    if (size < 0 || size > bytes.length - at) {
      throw new IllegalArgumentException(
          "expected at most "
              + (bytes.length - at)
              + " more bytes from byte "
              + at
              + ", found a length of "
              + size);
    }
    return (int) size;
  }
}
