package io.infera.infra.rogue;

import io.infera.schemas.canonical.CanonicalHash;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Vectors that have nothing to do with a text but, perhaps, its name. */
final class Lie {
  private Lie() {}

  /** The same unit vector for the same words, whoever tells it. */
  static float[] of(int dimension, String... words) {
    CanonicalHash hash = CanonicalHash.of("infera/attack/lie/v1");
    for (String word : words) {
      hash.string(word);
    }
    var random = new SplittableRandom(ByteBuffer.wrap(hash.finish().bytes()).getLong());
    var vector = new float[dimension];
    double square = 0;
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
      square += (double) vector[i] * vector[i];
    }
    float length = (float) Math.sqrt(square);
    for (int i = 0; i < dimension; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  /** The right direction at twice the length. */
  static float[] doubled(float[] right) {
    var vector = right.clone();
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= 2;
    }
    return vector;
  }
}
