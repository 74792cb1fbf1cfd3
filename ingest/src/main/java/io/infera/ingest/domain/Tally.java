package io.infera.ingest.domain;

import io.infera.event.AnswerStatus;
import java.util.EnumMap;
import java.util.Map;

/** What came of a submission so far. Thread-safe. */
public final class Tally {
  private final Map<AnswerStatus, Long> answers = new EnumMap<>(AnswerStatus.class);
  private final Latencies latencies = new Latencies();
  private long submitted;
  private long failed;
  private long bad;
  private long skipped;
  private long blank;

  /**
   * A tally at one moment.
   *
   * @param submitted requests handed to the network
   * @param skipped requests answered by an earlier run
   * @param answers how many ended how, those of an earlier run included
   * @param failed requests without an answer
   * @param bad lines that could not be submitted
   * @param p50Micros median latency of this run's answers, in microseconds
   * @param p99Micros 99th percentile of it
   */
  public record Summary(
      long submitted,
      long skipped,
      Map<AnswerStatus, Long> answers,
      long failed,
      long bad,
      long p50Micros,
      long p99Micros) {
    public Summary {
      answers = Map.copyOf(answers);
    }

    public long answered() {
      return answers.values().stream().mapToLong(Long::longValue).sum();
    }

    /** True when every line was valid and its answer verified. */
    public boolean allVerified() {
      return bad == 0 && answers.getOrDefault(AnswerStatus.VERIFIED, 0L) == submitted + skipped;
    }
  }

  public synchronized void submitted() {
    submitted++;
  }

  public synchronized void answered(AnswerStatus status, long micros) {
    answers.merge(status, 1L, Long::sum);
    latencies.add(micros);
    notifyAll();
  }

  /** An earlier run has this answer already. */
  public synchronized void skipped(AnswerStatus status) {
    skipped++;
    answers.merge(status, 1L, Long::sum);
  }

  public synchronized void failed() {
    failed++;
    notifyAll();
  }

  /** A line without content. */
  public synchronized void blank() {
    blank++;
  }

  public synchronized void bad() {
    bad++;
  }

  /** Waits until each request handed over has been answered or has failed. */
  public synchronized void awaitAll() throws InterruptedException {
    while (latencies.count() + failed < submitted) {
      wait();
    }
  }

  public synchronized Summary summary() {
    return new Summary(
        submitted,
        skipped,
        answers,
        failed,
        bad,
        latencies.percentile(50),
        latencies.percentile(99));
  }

  /** Lines dealt with, without sorting anything: for a progress bar. */
  public synchronized long done() {
    return latencies.count() + failed + bad + skipped + blank;
  }
}
