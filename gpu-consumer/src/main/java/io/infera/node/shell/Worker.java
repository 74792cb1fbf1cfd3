package io.infera.node.shell;

import io.infera.event.ReplicaResult;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.Isolation;
import io.infera.node.domain.Outcome;
import io.infera.node.domain.ResultAssembler;
import io.infera.node.domain.TakenJob;
import io.infera.node.shell.NodeMetrics.JobEnd;
import io.infera.schemas.catalog.RequestKey;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;

/** Runs a batch, signs its results and sends them. */
public final class Worker implements BatchLoop.Handler {
  private final InferenceEngine engine;
  private final ResultAssembler assembler;
  private final Outbox.Channel<ReplicaResult> results;
  private final NodeMetrics metrics;
  private final LongConsumer onStored;

  /**
   * @param onStored told the offset of each job whose result the broker has, on the producer's
   *     thread
   */
  public Worker(
      InferenceEngine engine,
      ResultAssembler assembler,
      Outbox.Channel<ReplicaResult> results,
      NodeMetrics metrics,
      LongConsumer onStored) {
    this.engine = engine;
    this.assembler = assembler;
    this.results = results;
    this.metrics = metrics;
    this.onStored = onStored;
  }

  @Override
  public void onBatch(List<TakenJob> batch) {
    long started = System.nanoTime();
    List<Outcome> outcomes =
        Isolation.run(engine, batch.stream().map(taken -> taken.job().getInput()).toList());
    long ended = System.nanoTime();
    metrics.batch(batch.size(), Duration.ofNanos(ended - started));
    answer(batch, outcomes, started, ended);
  }

  /** Answers a job that is not run. */
  public void refuse(TakenJob job, String error) {
    long now = System.nanoTime();
    answer(List.of(job), List.of(new Outcome.Failure(error)), now, now);
  }

  private void answer(List<TakenJob> batch, List<Outcome> outcomes, long started, long ended) {
    List<ReplicaResult> signed = assembler.assemble(batch, outcomes, started, ended);
    for (int i = 0; i < batch.size(); i++) {
      TakenJob taken = batch.get(i);
      boolean ok = outcomes.get(i) instanceof Outcome.Success;
      metrics.ended(ok ? JobEnd.OK : JobEnd.FAILED);
      metrics.answered(
          Duration.ofNanos(started - taken.takenNanos()),
          ok ? signed.get(i).getOutput().getInputTokens() : 0);
      results.send(
          RequestKey.of(taken.job()).toString(),
          signed.get(i),
          () -> onStored.accept(taken.offset()));
    }
  }
}
