package io.infera.settlement.faults;

import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.faults.FaultSetting.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The randomised fault test as a command. */
@Command(
    name = "settlement-faults",
    description =
        "Settles while everything goes wrong, and counts what the chain holds. Real broker, real EVM"
            + " node, the production sink.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit code: 0 each settlement is on the chain once, and the control shows that this could be"
          + " otherwise; 1 not so.",
      "Example: settlement-faults --runs 60 --settlements 3000 --seed 1 --json faults.json"
    })
public final class FaultsMain implements Callable<Integer> {
  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "Runs with the contract as it is (default 3).")
  private int runs;

  @Option(
      names = "--kill-runs",
      defaultValue = "1",
      description = "How many of them kill a process with kill -9 (default 1).")
  private int killRuns;

  @Option(
      names = "--control-runs",
      defaultValue = "1",
      description = "Runs with a contract that takes any batch (default 1).")
  private int controlRuns;

  @Option(names = "--settlements", defaultValue = "300", description = "In each run (default 300).")
  private int settlements;

  @Option(names = "--seed", defaultValue = "1", description = "Of the first run (default 1).")
  private long seed;

  @Option(names = "--json", description = "Write the report to this file.")
  private Path json;

  public static void main(String[] args) {
    System.exit(new CommandLine(new FaultsMain()).execute(args));
  }

  @Override
  public Integer call() {
    FaultReport report = run();
    System.out.println(table(report));
    return report.asItShouldBe() ? 0 : 1;
  }

  private FaultReport run() {
    var reports = new ArrayList<RunReport>();
    try (TestBroker broker = TestBroker.start();
        InMemorySchemaRegistry registry = InMemorySchemaRegistry.start()) {
      for (int i = 0; i < runs + controlRuns; i++) {
        Kind kind = i >= runs ? Kind.CONTROL : i >= runs - killRuns ? Kind.KILL_9 : Kind.IN_PROCESS;
        reports.add(run(FaultSetting.of(seed + i, settlements, kind), broker, registry.url()));
        if (json != null) {
          // After each run, so that one that is interrupted tells what it saw.
          FaultReport.of(command(), reports).write(json);
        }
      }
    }
    return FaultReport.of(command(), reports);
  }

  private static RunReport run(FaultSetting setting, TestBroker broker, String registry) {
    try {
      Path directory = Files.createTempDirectory("infera-faults");
      RunReport report = FaultRun.run(setting, directory, broker, registry);
      System.out.println(line(report));
      if (report.clean()) {
        delete(directory);
      } else {
        System.out.println("  left in " + directory);
      }
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  private String command() {
    return ("mvn -Pfaults -pl settlement-sink -am verify -Dfaults=\"--runs %d --kill-runs %d"
            + " --control-runs %d --settlements %d --seed %d\"")
        .formatted(runs, killRuns, controlRuns, settlements, seed);
  }

  private static String line(RunReport run) {
    return String.format(
        Locale.ROOT,
        "seed %d %s%s: %s; %d settlements in %d batches, %d lost, %d duplicated, %d refuted, %d wrongly told; %d crashes and kills, %d reorganisations, %d dropped, %d resent, %d requests with trouble; %.0f s%s",
        run.seed(),
        run.kind(),
        run.twin() ? " with a twin" : "",
        run.clean() ? "clean" : run.stalled() ? "STALLED" : "NOT CLEAN",
        run.settlements(),
        run.batches(),
        run.lost(),
        run.duplicated(),
        run.refuted(),
        run.wrongReceipts(),
        run.died(),
        RunReport.sum(run.reorganisations()),
        run.dropped(),
        run.resent(),
        RunReport.sum(run.endpoint()),
        run.seconds(),
        run.unplanned().isEmpty() ? "" : "; died unplanned: " + run.unplanned());
  }

  private static String table(FaultReport report) {
    var rows = new ArrayList<String>();
    for (var sums : List.of(report.real(), report.control())) {
      rows.add(
          String.format(
              Locale.ROOT,
              "%-9s %4d runs, %7d settlements, %6d lost, %6d duplicated, %d gaps, %d refuted, %d wrongly told, %d stalled; %d crashes, %d kills, %d reorganisations, %d dropped, %d resent, %d requests with trouble, %d with a twin",
              sums == report.real() ? "real" : "control",
              sums.runs(),
              sums.settlements(),
              sums.lost(),
              sums.duplicated(),
              sums.gaps(),
              sums.refuted(),
              sums.wrongReceipts(),
              sums.stalled(),
              sums.crashes(),
              sums.kills(),
              sums.reorganisations(),
              sums.dropped(),
              sums.resent(),
              sums.requestsWithTrouble(),
              sums.twins()));
    }
    return String.join(System.lineSeparator(), rows);
  }
}
