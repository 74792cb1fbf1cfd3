package io.infera.infra.attack;

import java.util.SplittableRandom;

/**
 * Answers of models as unit vectors with the similarities that calibration has found, of few
 * dimensions so that they cost little: the judge sees nothing but cosines and lengths.
 *
 * <p>A vector of cosine c with the right one t is c·t + √(1 − c²)·o with o a random direction
 * orthogonal to t, so similarities come out as drawn, up to single precision. Everything follows
 * from the seed, the request's number and who answers.
 */
final class Embeddings {
  static final int DIMENSION = 8;

  /** 1 − cosine with the right vector of one honest result: two are at least 0.999999 alike. */
  private static final double HONEST = 2.5e-7;

  /** The same on odd but permitted hardware: two are at least 0.9996 alike. */
  private static final double ODD_HARDWARE = 1e-4;

  private static final long TRUTH = 0x7472757468L;

  private final long seed;

  Embeddings(long seed) {
    this.seed = seed;
  }

  /** What the model says to a request. */
  float[] truth(long request) {
    return floats(unit(random(request, TRUTH)));
  }

  /** The same with the noise of an honest node. */
  float[] honest(long request, long node) {
    return noisy(request, node, HONEST);
  }

  /** The same with the greater noise of odd, permitted hardware. */
  float[] oddHardware(long request, long node) {
    return noisy(request, node, ODD_HARDWARE);
  }

  /**
   * What another model says, the same from all nodes that share {@code salt}, of a cosine normally
   * distributed and cut off.
   */
  float[] other(long request, long salt, double mean, double deviation, double low, double high) {
    SplittableRandom random = random(request, salt);
    double cosine = Math.max(low, Math.min(high, mean + deviation * random.nextGaussian()));
    return turned(request, cosine, random);
  }

  /** A direction that has nothing to do with the request but its name. */
  float[] anything(long request, long salt) {
    return floats(unit(random(request, salt)));
  }

  /** A source of randomness for one purpose at one request. */
  SplittableRandom random(long request, long salt) {
    return new SplittableRandom(Mix.of(Mix.of(seed, request), salt));
  }

  private float[] noisy(long request, long node, double most) {
    SplittableRandom random = random(request, ~node);
    return turned(request, 1 - most * random.nextDouble(), random);
  }

  private float[] turned(long request, double cosine, SplittableRandom random) {
    double[] right = unit(random(request, TRUTH));
    double[] aside = unit(random);
    double along = 0;
    for (int i = 0; i < DIMENSION; i++) {
      along += right[i] * aside[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      aside[i] -= along * right[i];
    }
    normalise(aside);
    double sine = Math.sqrt(1 - cosine * cosine);
    for (int i = 0; i < DIMENSION; i++) {
      aside[i] = cosine * right[i] + sine * aside[i];
    }
    return floats(aside);
  }

  private static double[] unit(SplittableRandom random) {
    var vector = new double[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = random.nextGaussian();
    }
    normalise(vector);
    return vector;
  }

  private static void normalise(double[] vector) {
    double square = 0;
    for (double component : vector) {
      square += component * component;
    }
    double length = Math.sqrt(square);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
  }

  private static float[] floats(double[] vector) {
    var floats = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      floats[i] = (float) vector[i];
    }
    return floats;
  }
}
