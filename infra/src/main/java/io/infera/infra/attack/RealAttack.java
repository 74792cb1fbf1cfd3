package io.infera.infra.attack;

import io.infera.event.Verdict;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Plays a scenario on a real network and holds it against simulated runs of the same size. */
final class RealAttack {
  private static final int SIMULATED = 500;
  private static final double LOWEST = 0.05;

  private final PrintWriter out;

  /**
   * A real run, and how like the simulated ones it is.
   *
   * @param leastLatencyMs of an answer; one in twenty came sooner
   * @param meanWaitMs that came on top on the average
   * @param millisBetweenRequests of all requests divided by the nodes
   * @param simulatedRuns that had this pace
   */
  record Comparison(
      Report real,
      long leastLatencyMs,
      double meanWaitMs,
      double millisBetweenRequests,
      int simulatedRuns,
      List<Likeness.Figure> figures) {}

  RealAttack(PrintWriter out) {
    this.out = out;
  }

  /**
   * @param state of the network, emptied first
   */
  Comparison play(Scenario scenario, Setting setting, StateDirectory state)
      throws InterruptedException {
    Progress progress = Progress.console();
    RealNetwork.Run run =
        new RealNetwork(Repository.find(), state, scenario, setting, progress).run();
    Setting same = setting.withPace(pace(setting, run));
    Outcomes outcomes =
        new RealOutcomes(
                run.seen(), run.truth(), setting.policy().getAccept(), run.ring(), run.market())
            .outcomes(scenario.isAttack());
    Report real = Report.of(scenario, same, outcomes);
    progress.step("Simulating " + SIMULATED + " such runs");
    List<Report> simulated =
        IntStream.range(0, SIMULATED)
            .parallel()
            .mapToObj(i -> Simulation.run(scenario, same.withSeed(setting.seed() + i)))
            .toList();
    Pace pace = same.pace();
    var comparison =
        new Comparison(
            real,
            pace.leastLatency(),
            pace.meanWait(),
            pace.millisBetweenRequests(),
            SIMULATED,
            Likeness.of(real, simulated));
    print(comparison);
    return comparison;
  }

  /** Requests at the rate that the network kept up, answers as late as they came. */
  private static Pace pace(Setting setting, RealNetwork.Run run) {
    long[] latencies =
        run.seen().verdicts().stream()
            .map(Verdict::getJudgements)
            .flatMap(List::stream)
            .filter(judgement -> judgement.getLatencyMs() != null)
            .mapToLong(judgement -> judgement.getLatencyMs())
            .sorted()
            .toArray();
    long least = latencies[(int) (LOWEST * latencies.length)];
    double mean =
        IntStream.range(0, latencies.length).mapToDouble(i -> latencies[i]).average().orElse(0);
    return new Pace(
        RealNetwork.EPOCH,
        1_000 * run.seconds() * setting.nodes() / setting.requests(),
        least,
        Math.max(0, mean - least),
        RealNetwork.BACKSTOPS);
  }

  private void print(Comparison comparison) {
    out.printf(
        Locale.ROOT,
        "%n%s, real: %d nodes, a ring of %d, %d requests; latency of an answer %d ms and %.0f ms on"
            + " the average more%n%n%-26s %10s %10s %10s %10s %8s%n",
        comparison.real().scenario(),
        comparison.real().honestNodes() + comparison.real().attackers(),
        Math.round(
            comparison.real().fraction()
                * (comparison.real().honestNodes() + comparison.real().attackers())),
        comparison.real().requests(),
        comparison.leastLatencyMs(),
        comparison.meanWaitMs(),
        "",
        "real",
        "simulated",
        "median",
        "to",
        "share");
    for (Likeness.Figure figure : comparison.figures()) {
      out.printf(
          Locale.ROOT,
          "%-26s %10.4g %10.4g %10.4g %10.4g %7.1f%%%s%n",
          figure.name(),
          figure.real(),
          figure.low(),
          figure.median(),
          figure.high(),
          100 * figure.share(),
          figure.alike() ? "" : "  unlike");
    }
    List<String> unlike = Likeness.unlike(comparison.figures());
    out.println();
    out.println(
        unlike.isEmpty()
            ? "The real run is one that the simulation could have been."
            : "The real run is not like the simulated ones in: " + String.join(", ", unlike));
    out.flush();
  }
}
