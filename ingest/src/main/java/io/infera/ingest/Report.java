package io.infera.ingest;

import io.infera.event.AnswerStatus;
import io.infera.ingest.domain.Tally;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The last words of a submission, said once. */
final class Report {
  private final Tally tally;
  private final Progress progress;
  private final RequestProducer producer;
  private final long startNanos = System.nanoTime();
  private boolean said;

  Report(Tally tally, Progress progress, RequestProducer producer) {
    this.tally = tally;
    this.progress = progress;
    this.producer = producer;
  }

  void finished() {
    say("");
  }

  void interrupted(Output answers) {
    try {
      answers.close();
    } catch (IOException e) {
      progress.println("cannot write the last answers: " + e.getMessage());
    }
    say("interrupted; ");
  }

  private synchronized void say(String how) {
    if (said) {
      return;
    }
    said = true;
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    var summary = tally.summary();
    long inFlight = summary.submitted() + summary.skipped() - summary.answered() - summary.failed();
    progress.println(
        String.format(
            Locale.ROOT,
            "%s%d submitted, %d answered before, %d bad lines, %d without answer, %d in flight; %.1f s, %.1f answers/s",
            how,
            summary.submitted(),
            summary.skipped(),
            summary.bad(),
            summary.failed(),
            inFlight,
            seconds,
            (summary.answered() - summary.skipped()) / Math.max(seconds, 0.001)));
    progress.println(statuses(summary));
    long conflicting = producer.statistics().conflicting();
    if (conflicting > 0) {
      progress.println(
          "ALARM: "
              + conflicting
              + " requests have a second answer that differs; the first stands, see the log");
    }
  }

  private static String statuses(Tally.Summary summary) {
    String counts =
        Stream.of(AnswerStatus.values())
            .filter(status -> summary.answers().containsKey(status))
            .map(status -> status + " " + summary.answers().get(status))
            .collect(Collectors.joining(", "));
    return counts.isEmpty()
        ? "no answers"
        : String.format(
            Locale.ROOT,
            "%s; latency p50 %.1f ms, p99 %.1f ms",
            counts,
            summary.p50Micros() / 1_000.0,
            summary.p99Micros() / 1_000.0);
  }
}
