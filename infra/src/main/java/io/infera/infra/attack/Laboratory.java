package io.infera.infra.attack;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Plays scenarios under settings, on all processors, and reports in their order. */
final class Laboratory implements AutoCloseable {
  private final ExecutorService players =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final PrintWriter out;

  /**
   * @param out where a line for each report goes
   */
  Laboratory(PrintWriter out) {
    this.out = out;
  }

  List<Report> play(List<Scenario> scenarios, List<Setting> settings) {
    List<CompletableFuture<Report>> playing = new ArrayList<>();
    for (Setting setting : settings) {
      for (Scenario scenario : scenarios) {
        playing.add(
            CompletableFuture.supplyAsync(() -> Simulation.run(scenario, setting), players));
      }
    }
    List<Report> reports = new ArrayList<>();
    for (int i = 0; i < playing.size(); i++) {
      Setting setting = settings.get(i / scenarios.size());
      if (i % scenarios.size() == 0 && settings.size() > 1) {
        out.printf(
            Locale.ROOT,
            "%n%.0f %% attackers, seed %d%n",
            100 * setting.fraction(),
            setting.seed());
      }
      Report report = playing.get(i).join();
      reports.add(report);
      out.println(AttackTable.line(report));
      out.flush();
    }
    return reports;
  }

  @Override
  public void close() {
    players.shutdownNow();
  }
}
