package io.infera.infra.calibrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.infera.infra.local.LocalNetworkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a calibration found: the file that a policy's evidence names by its digest, and that the
 * attack laboratory draws similarities from. Similarities are cosines, deviations 1 − cosine, rates
 * shares of the texts.
 *
 * @param model that was run
 * @param texts how many
 * @param seed that the texts follow from
 * @param textsDigest SHA-256 of the texts
 * @param source of the texts
 * @param falsePositives share of the texts at which honest replicas may be less similar than
 *     accept: what was asked for
 * @param misses share of an impostor's answers that may be at least as similar as reject: what was
 *     asked for
 * @param confidence of limits and intervals
 * @param method where they come from
 * @param replicas every replica, the reference first
 * @param honest all honest replicas together
 * @param impostors each against the honest
 * @param proposal the thresholds
 */
public record CalibrationReport(
    String model,
    int texts,
    long seed,
    String textsDigest,
    String source,
    double falsePositives,
    double misses,
    double confidence,
    String method,
    List<Line> replicas,
    Honest honest,
    List<Impostor> impostors,
    Proposal proposal) {
  /** Named in the report: nobody should have to guess. */
  static final String METHOD =
      "limits: order statistics, S. S. Wilks 1941; intervals of rates: C. J. Clopper and E. S."
          + " Pearson 1934; one value a text, the least similar honest pair or the most similar"
          + " honest replica";

  /** One replica, and how far it is from the reference. */
  public record Line(
      String name,
      String story,
      String role,
      String engine,
      String precision,
      int batch,
      int padding,
      int threads,
      Spread toReference) {
    static Line of(Variant variant, Spread toReference) {
      return new Line(
          variant.name(),
          variant.story(),
          lower(variant.role()),
          lower(variant.engine()),
          lower(variant.precision()),
          variant.batch(),
          variant.padding(),
          variant.threads(),
          toReference);
    }

    private static String lower(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The honest replicas.
   *
   * @param replicas their names
   * @param pairs at each text the least similar two
   * @param limit they are at least so similar, but for the share asked for
   * @param belowAccept how often two are not found to agree
   * @param belowReject how often two are found to disagree: then one of them is blamed
   */
  public record Honest(
      List<String> replicas, Spread pairs, double limit, Rate belowAccept, Rate belowReject) {}

  /**
   * An impostor.
   *
   * @param nearest at each text its similarity to the most similar honest replica
   * @param limit it is at most so similar, but for the share asked for
   * @param accepted how often it is found to agree
   * @param notBelowReject how often it is not found to disagree
   * @param excepted true when the thresholds were not to keep it out
   */
  public record Impostor(
      String name,
      Spread nearest,
      double limit,
      Rate accepted,
      Rate notBelowReject,
      boolean excepted) {}

  /**
   * Thresholds.
   *
   * @param nearestImpostor whose limit is the nearest to the honest
   * @param separates false when the honest limit is not above that one
   */
  public record Proposal(double accept, double reject, String nearestImpostor, boolean separates) {}

  /** Reads a report. */
  public static CalibrationReport read(Path file) {
    try {
      return new ObjectMapper().readValue(file.toFile(), CalibrationReport.class);
    } catch (IOException e) {
      throw new LocalNetworkException(
          "expected a report of 'infera calibrate' in " + file + ": " + e.getMessage(), e);
    }
  }

  /** The file's bytes, the same for the same report. */
  byte[] toJson() {
    try {
      byte[] json =
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(this);
      return (new String(json, java.nio.charset.StandardCharsets.UTF_8) + "\n")
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path file) {
    try {
      Files.write(file, toJson());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + file, e);
    }
  }
}
