package io.infera.schemas.canonical;

import io.infera.event.InferenceOutput;
import io.infera.event.VectorEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vectors as bytes: float32, little endian, one after the other. */
public final class Vectors {
  private Vectors() {}

  public static byte[] encode(float[] vector) {
    var buffer = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(vector);
    return buffer.array();
  }

  /**
   * The vector of an output.
   *
   * @throws IllegalArgumentException when its bytes are not {@code dimension} floats
   */
  public static float[] decode(InferenceOutput output) {
    if (output.getEncoding() != VectorEncoding.FLOAT32) {
      throw new IllegalArgumentException("expected FLOAT32, found " + output.getEncoding());
    }
    ByteBuffer bytes = output.getVector().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long expected = (long) output.getDimension() * Float.BYTES;
    if (output.getDimension() < 1 || bytes.remaining() != expected) {
      throw new IllegalArgumentException(
          "expected "
              + expected
              + " bytes for dimension "
              + output.getDimension()
              + ", found "
              + bytes.remaining());
    }
    var vector = new float[output.getDimension()];
    bytes.asFloatBuffer().get(vector);
    return vector;
  }

  /** What remains of a buffer, without moving it. */
  static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
