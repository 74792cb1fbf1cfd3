package io.infera.infra.attack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Whether a real run is one that the simulation could have been: each of its figures is held
 * against those of many simulated runs of the same size and pace, with other seeds. It is like them
 * when no more than one in a hundred of them lies as far out or further, on either side together (a
 * Monte Carlo test: G. A. Barnard 1963).
 *
 * <p>With n runs the least share that can be told is 2 / (n + 1), and each of the figures of a real
 * network that is simulated perfectly is found unlike by chance with about a hundredth.
 */
final class Likeness {
  static final double LEAST = 0.01;

  private static final Map<String, ToDoubleFunction<Report>> FIGURES = new LinkedHashMap<>();

  static {
    FIGURES.put("wrong answers accepted", Report::acceptedWrong);
    FIGURES.put("requests not verified", Report::unverified);
    FIGURES.put("replicas a request", Report::replicasPerRequest);
    FIGURES.put("attackers out", Report::attackersOut);
    FIGURES.put("attackers slashed", Report::attackersSlashed);
    FIGURES.put("jobs until out, median", report -> jobs(report.detectionJobs().p50()));
    FIGURES.put("honest nodes slashed", Report::honestSlashed);
    FIGURES.put("honest nodes suspended", Report::honestSuspended);
  }

  private Likeness() {}

  /**
   * One figure.
   *
   * @param real of the real run
   * @param low below it lies one in two hundred of the simulated runs
   * @param median of the simulated runs
   * @param high above it lies one in two hundred of them
   * @param share of simulated runs that are as far out or further, on either side together
   * @param alike true when that is not too few
   */
  record Figure(
      String name,
      double real,
      double low,
      double median,
      double high,
      double share,
      boolean alike) {}

  static List<Figure> of(Report real, List<Report> simulated) {
    List<Figure> figures = new ArrayList<>();
    FIGURES.forEach(
        (name, figure) ->
            figures.add(
                figure(
                    name,
                    figure.applyAsDouble(real),
                    simulated.stream().mapToDouble(figure).sorted().toArray())));
    return figures;
  }

  static Figure figure(String name, double real, double[] sorted) {
    long below = DoubleStream.of(sorted).filter(value -> value <= real).count();
    long above = DoubleStream.of(sorted).filter(value -> value >= real).count();
    double tail = (Math.min(below, above) + 1.0) / (sorted.length + 1.0);
    double share = Math.min(1, 2 * tail);
    return new Figure(
        name,
        real,
        quantile(sorted, LEAST / 2),
        quantile(sorted, 0.5),
        quantile(sorted, 1 - LEAST / 2),
        share,
        share > LEAST);
  }

  private static double quantile(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
  }

  /** More than any when it was never put out. */
  private static double jobs(Long jobs) {
    return jobs == null ? 1e6 : jobs;
  }

  static List<String> unlike(List<Figure> figures) {
    return figures.stream().filter(figure -> !figure.alike()).map(Figure::name).toList();
  }
}
