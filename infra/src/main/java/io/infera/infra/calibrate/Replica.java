package io.infera.infra.calibrate;

/**
 * A replica and what it answered.
 *
 * @param vectors one per text, in the order of the texts; all NaN where it says nothing
 */
record Replica(Variant variant, float[][] vectors) {
  String name() {
    return variant.name();
  }
}
