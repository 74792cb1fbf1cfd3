package io.infera.node.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The numbers that a model computes with. The published ones are of single precision; a node that
 * computes with others saves memory and time, and its answers differ a little: how much is what
 * calibration measures. Whatever it is inside, the vector that comes out is of single precision.
 */
public enum Precision {
  /** IEEE 754 binary32: as published. */
  FLOAT32("", "FloatStorage", 6, Float.BYTES, MiniLm.MODEL_SHA256),
  /** IEEE 754 binary16: 11 bits of significand. */
  FLOAT16(".float16", "HalfStorage", 5, Short.BYTES, MiniLm.FLOAT16_SHA256),
  /** The upper half of binary32: 8 bits of significand. */
  BFLOAT16(".bfloat16", "BFloat16Storage", 15, Short.BYTES, MiniLm.BFLOAT16_SHA256);

  private final String suffix;
  private final String storage;
  private final int scalarType;
  private final int bytes;
  private final String sha256;

  Precision(String suffix, String storage, int scalarType, int bytes, String sha256) {
    this.suffix = suffix;
    this.storage = storage;
    this.scalarType = scalarType;
    this.bytes = bytes;
    this.sha256 = sha256;
  }

  /** What a file's name has before its ending. */
  String suffix() {
    return suffix;
  }

  /** PyTorch's name of an array of such numbers. */
  String storage() {
    return storage;
  }

  /** PyTorch's number of this type (c10/core/ScalarType.h). */
  int scalarType() {
    return scalarType;
  }

  /** SHA-256 of the model file. */
  String sha256() {
    return sha256;
  }

  /**
   * Rounds to the nearest, of two equally near ones to the even one.
   *
   * @param singles little endian; not changed
   */
  ByteBuffer encode(ByteBuffer singles) {
    if (this == FLOAT32) {
      return singles;
    }
    ByteBuffer from = singles.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int count = from.remaining() / Float.BYTES;
    ByteBuffer to = ByteBuffer.allocateDirect(count * bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      to.putShort(this == FLOAT16 ? float16(from.getFloat()) : bfloat16(from.getFloat()));
    }
    return to.flip();
  }

  static short bfloat16(float number) {
    int bits = Float.floatToRawIntBits(number);
    if (Float.isNaN(number)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  static short float16(float number) {
    int bits = Float.floatToRawIntBits(number);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude >= 0x477ff000) {
      // Beyond the largest one, infinite, or no number.
      return (short) (sign | (Float.isNaN(number) ? 0x7e00 : 0x7c00));
    }
    if (magnitude < 0x38800000) {
      // Below the least normal one: adding a half makes the processor round at the right place.
      return (short)
          (sign | Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f) - 0x3f000000);
    }
    return (short) (sign | magnitude + 0xc8000fff + (magnitude >>> 13 & 1) >>> 13);
  }
}
