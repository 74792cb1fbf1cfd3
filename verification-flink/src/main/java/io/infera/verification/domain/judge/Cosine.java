package io.infera.verification.domain.judge;

/**
 * Cosine similarity of two vectors, the same double on every machine: products and sums in double
 * precision, in four sums in a fixed order (Java arithmetic is strict, so no compiler may reorder
 * or fuse it), and a correctly rounded root.
 *
 * <p>A cosine does not see lengths: a vector a thousand times too long has cosine 1 with the right
 * one, and would be delivered. So when the shorter is less than 99 % of the longer, the cosine is
 * scaled down by the ratio of the lengths.
 */
public final class Cosine {
  /** Ratio of the lengths from which on they count as equal. */
  public static final double EQUAL_LENGTHS = 0.99;

  private static final double QUANTUM = 1e9;

  private Cosine() {}

  /** Euclidean length. */
  public static double norm(float[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  /**
   * Similarity in [-1, 1]; symmetric.
   *
   * @param left a finite vector
   * @param leftNorm its length, positive
   * @param right another of the same dimension
   * @param rightNorm its length, positive
   */
  public static double similarity(float[] left, double leftNorm, float[] right, double rightNorm) {
    double cosine = dot(left, right) / (leftNorm * rightNorm);
    double clamped = Math.max(-1.0, Math.min(1.0, cosine));
    double ratio = Math.min(leftNorm, rightNorm) / Math.max(leftNorm, rightNorm);
    return ratio >= EQUAL_LENGTHS ? clamped : clamped * ratio;
  }

  /** Similarity of two finite, non-zero vectors. */
  public static double similarity(float[] left, float[] right) {
    return similarity(left, norm(left), right, norm(right));
  }

  /** In billionths, rounded half up: integers add exactly in any order. */
  static long quantised(double similarity) {
    return Math.round(similarity * QUANTUM);
  }

  private static double dot(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "expected vectors of one dimension, found " + a.length + " and " + b.length);
    }
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int whole = a.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      s0 += (double) a[i] * b[i];
      s1 += (double) a[i + 1] * b[i + 1];
      s2 += (double) a[i + 2] * b[i + 2];
      s3 += (double) a[i + 3] * b[i + 3];
    }
    for (int i = whole; i < a.length; i++) {
      s0 += (double) a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
