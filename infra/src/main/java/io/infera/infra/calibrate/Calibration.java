package io.infera.infra.calibrate;

import io.infera.infra.calibrate.CalibrationReport.Honest;
import io.infera.infra.calibrate.CalibrationReport.Impostor;
import io.infera.infra.calibrate.CalibrationReport.Line;
import io.infera.infra.calibrate.CalibrationReport.Proposal;
import io.infera.infra.demo.DemoTexts;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * From what replicas answered to thresholds.
 *
 * <p>Two limits ({@link ToleranceLimit}): what honest replicas keep above, but for the stated rate
 * of false positives, and what the nearest impostor keeps below, but for the stated rate of misses.
 * The gap between them is nobody's, and is divided on the logarithm of the deviation from 1: a
 * third above {@code accept}, a third below {@code reject}, a third between them, where nobody is
 * blamed. So honest hardware that nobody has tried may deviate as many times more than all that was
 * tried as an impostor that nobody has tried may come nearer than all that was.
 */
final class Calibration {
  private static final double DIGITS = 1e6;
  private static final double LEAST_DEVIATION = 1e-9;

  private final String model;
  private final TextSet texts;
  private final Demands demands;
  private final List<Replica> honest;
  private final List<Replica> impostors;

  /**
   * What is asked for.
   *
   * @param falsePositives rate of texts at which honest replicas are not found to agree, at most
   * @param misses rate of an impostor's answers that are not found to disagree, at most
   * @param confidence of both
   * @param except impostors that need not be kept out
   */
  record Demands(double falsePositives, double misses, double confidence, Set<String> except) {
    ToleranceLimit honestLimit() {
      return new ToleranceLimit(falsePositives, confidence);
    }

    ToleranceLimit impostorLimit() {
      return new ToleranceLimit(misses, confidence);
    }
  }

  /**
   * @param replicas the reference first
   */
  Calibration(String model, TextSet texts, Demands demands, List<Replica> replicas) {
    this.model = model;
    this.texts = texts;
    this.demands = demands;
    this.honest = replicas.stream().filter(each -> each.variant().isHonest()).toList();
    this.impostors = replicas.stream().filter(each -> !each.variant().isHonest()).toList();
  }

  CalibrationReport report() {
    double[] pairs = Similarities.sorted(Similarities.least(honest));
    double limit = demands.honestLimit().lower(pairs);
    List<Against> against = impostors.stream().map(this::against).toList();
    Proposal proposal = proposal(limit, against);
    return new CalibrationReport(
        model,
        texts.size(),
        texts.seed(),
        texts.digest(),
        DemoTexts.SOURCE,
        demands.falsePositives(),
        demands.misses(),
        demands.confidence(),
        CalibrationReport.METHOD,
        lines(),
        new Honest(
            honest.stream().map(Replica::name).toList(),
            Spread.of(pairs),
            limit,
            rate(pairs, proposal.accept(), true),
            rate(pairs, proposal.reject(), true)),
        against.stream().map(each -> impostor(each, proposal)).toList(),
        proposal);
  }

  /** An impostor, its similarities in rising order, and its limit. */
  private record Against(Replica impostor, double[] nearest, double limit) {}

  private Against against(Replica impostor) {
    double[] nearest = Similarities.sorted(Similarities.nearest(impostor, honest));
    return new Against(impostor, nearest, demands.impostorLimit().upper(nearest));
  }

  private List<Line> lines() {
    Replica reference = honest.get(0);
    return java.util.stream.Stream.concat(honest.stream(), impostors.stream())
        .map(
            each ->
                Line.of(
                    each.variant(),
                    Spread.of(Similarities.sorted(Similarities.between(reference, each)))))
        .toList();
  }

  private Proposal proposal(double honestLimit, List<Against> against) {
    Against nearest =
        against.stream()
            .filter(each -> !demands.except().contains(each.impostor().name()))
            .max(Comparator.comparingDouble(Against::limit))
            .orElseThrow(
                () -> new IllegalArgumentException("expected an impostor to keep out, found none"));
    String name = nearest.impostor().name();
    if (nearest.limit() >= honestLimit) {
      double both = rounded(honestLimit);
      return new Proposal(both, both, name, false);
    }
    double own = Math.max(LEAST_DEVIATION, 1 - honestLimit);
    double ratio = (1 - nearest.limit()) / own;
    return new Proposal(
        rounded(1 - own * StrictMath.cbrt(ratio)),
        rounded(1 - own * StrictMath.cbrt(ratio) * StrictMath.cbrt(ratio)),
        name,
        true);
  }

  /** Down, to six digits. */
  private static double rounded(double similarity) {
    return Math.floor(similarity * DIGITS) / DIGITS;
  }

  private Impostor impostor(Against each, Proposal proposal) {
    return new Impostor(
        each.impostor().name(),
        Spread.of(each.nearest()),
        each.limit(),
        rate(each.nearest(), proposal.accept(), false),
        rate(each.nearest(), proposal.reject(), false),
        demands.except().contains(each.impostor().name()));
  }

  private Rate rate(double[] similarities, double threshold, boolean below) {
    return Rate.of(
        similarities, similarity -> similarity < threshold == below, demands.confidence());
  }
}
