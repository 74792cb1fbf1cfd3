package io.infera.settlement.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.infera.settlement.domain.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of all runs.
 *
 * @param command how to do it again
 * @param real sums over the runs with the contract as it is
 * @param control sums over the runs with a contract that takes any batch
 * @param runs each of them
 */
record FaultReport(String command, Sums real, Sums control, List<RunReport> runs) {

  /** Sums over runs. */
  record Sums(
      int runs,
      long settlements,
      long batches,
      int lost,
      int duplicated,
      int gaps,
      int refuted,
      int wrongReceipts,
      int stalled,
      int crashes,
      Map<Step, Integer> crashesByStep,
      int kills,
      int sleeps,
      int reorganisations,
      Map<Integer, Integer> reorganisationsByDepth,
      int dropped,
      int resent,
      int givenUp,
      int failed,
      int requestsWithTrouble,
      int twins) {
    static Sums of(List<RunReport> runs) {
      Map<Step, Integer> crashes = new EnumMap<>(Step.class);
      Map<Integer, Integer> depths = new TreeMap<>();
      for (RunReport run : runs) {
        run.crashes().forEach((step, count) -> crashes.merge(step, count, Integer::sum));
        run.reorganisations().forEach((depth, count) -> depths.merge(depth, count, Integer::sum));
      }
      return new Sums(
          runs.size(),
          sum(runs, RunReport::settlements),
          sum(runs, RunReport::batches),
          sum(runs, RunReport::lost),
          sum(runs, RunReport::duplicated),
          sum(runs, RunReport::gaps),
          sum(runs, RunReport::refuted),
          sum(runs, RunReport::wrongReceipts),
          sum(runs, run -> run.stalled() ? 1 : 0),
          RunReport.sum(crashes),
          crashes,
          sum(runs, RunReport::kills),
          sum(runs, RunReport::sleeps),
          RunReport.sum(depths),
          depths,
          sum(runs, RunReport::dropped),
          sum(runs, RunReport::resent),
          sum(runs, RunReport::givenUp),
          sum(runs, RunReport::failed),
          sum(runs, run -> RunReport.sum(run.endpoint())),
          sum(runs, run -> run.twin() ? 1 : 0));
    }

    private static int sum(
        List<RunReport> runs, java.util.function.ToIntFunction<RunReport> figure) {
      return runs.stream().mapToInt(figure).sum();
    }
  }

  static FaultReport of(String command, List<RunReport> runs) {
    return new FaultReport(
        command,
        Sums.of(runs.stream().filter(run -> !run.kind().equals("control")).toList()),
        Sums.of(runs.stream().filter(run -> run.kind().equals("control")).toList()),
        runs);
  }

  /** Everything is on the chain once, and where there was a control it saw that it need not be. */
  boolean asItShouldBe() {
    boolean seen = control.runs() == 0 || control.lost() + control.duplicated() > 0;
    return seen
        && runs.stream().filter(r -> !r.kind().equals("control")).allMatch(RunReport::clean);
  }

  void write(Path file) {
    try {
      var json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      Files.write(file, json.writeValueAsBytes(this));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
