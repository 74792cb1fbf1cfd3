package io.infera.infra.attack;

import io.infera.infra.calibrate.Spread;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Answers of models as unit vectors with the similarities that a calibration has measured, of few
 * dimensions so that they cost little: the judge sees nothing but cosines and lengths.
 *
 * <p>A vector of cosine c with the right one t is c·t + √(1 − c²)·o with o a random direction
 * orthogonal to t, so similarities come out as drawn, up to single precision. Everything follows
 * from the seed, the request's number and who answers.
 */
final class Embeddings {
  static final int DIMENSION = 8;

  private static final long TRUTH = 0x7472757468L;

  private final long seed;
  private final Calibrated calibrated;

  Embeddings(long seed, Calibrated calibrated) {
    this.seed = seed;
    this.calibrated = calibrated;
  }

  /** What the model says to a request. */
  float[] truth(long request) {
    return floats(unit(random(request, TRUTH)));
  }

  /** The same from an honest node, which computes in one of the ways that were measured. */
  float[] honest(long request, long node) {
    return deviating(request, ~node, oneOf(calibrated.usual(), node));
  }

  /** The same from one that computes in another, permitted precision. */
  float[] oddHardware(long request, long node) {
    return deviating(request, ~node, oneOf(calibrated.odd(), node));
  }

  /** What a measured impostor says; the same from all that run it. */
  float[] impostor(long request, String name) {
    return deviating(request, name.hashCode(), calibrated.of(name));
  }

  /** A direction that has nothing to do with the request but its name. */
  float[] anything(long request, long salt) {
    return floats(unit(random(request, salt)));
  }

  /** A source of randomness for one purpose at one request. */
  SplittableRandom random(long request, long salt) {
    return new SplittableRandom(Mix.of(Mix.of(seed, request), salt));
  }

  private static Spread oneOf(List<Spread> spreads, long node) {
    return spreads.get((int) Math.floorMod(node, (long) spreads.size()));
  }

  private float[] deviating(long request, long salt, Spread spread) {
    SplittableRandom random = random(request, salt);
    return turned(request, 1 - spread.deviationAt(random.nextDouble()), random);
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
