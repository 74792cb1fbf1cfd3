package io.infera.node.bench;

import io.infera.event.InferenceInput;
import io.infera.event.ReplicaJob;
import io.infera.event.ServedModel;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.djl.PlainLoop;
import io.infera.node.domain.BatchPolicy;
import io.infera.node.domain.Isolation;
import io.infera.node.domain.Outcome;
import io.infera.node.domain.ResultAssembler;
import io.infera.node.domain.TakenJob;
import io.infera.node.shell.BatchLoop;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Texts a second, two ways. Each round measures every way once, so that what else the machine does
 * falls on all alike; the median of the rounds counts.
 */
final class ModelBench {
  private static final int[] PLAIN_SIZES = {1, 2, 4, 8, 16, 32, 64};

  /** The way through the node, among the plain loop's batch sizes. */
  private static final int NODE = 0;

  /**
   * What was measured.
   *
   * @param texts texts in a round
   * @param meanTokens their mean length
   * @param plainTextsPerSecond the plain loop by batch size
   * @param nodeTextsPerSecond the node's batches
   */
  record Report(
      int texts,
      double meanTokens,
      Map<Integer, Double> plainTextsPerSecond,
      double nodeTextsPerSecond) {

    /** The node's rate over the plain loop's at its best batch size. */
    double ratio() {
      return nodeTextsPerSecond / Collections.max(plainTextsPerSecond.values());
    }
  }

  private final MiniLmEngine engine;
  private final PlainLoop plain;
  private final List<String> texts;
  private final BatchPolicy policy;
  private final ServedModel served = MiniLmEngine.served();
  private final ResultAssembler assembler;
  private final AtomicLong tokens = new AtomicLong();

  ModelBench(MiniLmEngine engine, List<String> texts, int batchSize) {
    Identity identity = Identity.ofPrivateKey(CanonicalHash.of("bench").finish().bytes());
    this.engine = engine;
    this.plain = new PlainLoop(engine);
    this.texts = texts;
    this.policy = new BatchPolicy(batchSize, Duration.ZERO);
    this.assembler =
        new ResultAssembler(
            "bench", identity.address(), served, new BatchSigner("bench", identity));
  }

  Report run(int rounds) {
    node(texts);
    plain.run(texts, 8);
    Map<Integer, long[]> nanos = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      for (int size : PLAIN_SIZES) {
        note(nanos, size, rounds, round, () -> plain.run(texts, size));
      }
      tokens.set(0);
      note(nanos, NODE, rounds, round, () -> node(texts));
    }
    Map<Integer, Double> rates = new TreeMap<>();
    nanos.forEach((size, taken) -> rates.put(size, 1e9 * texts.size() / median(taken)));
    double node = rates.remove(NODE);
    return new Report(texts.size(), (double) tokens.get() / texts.size(), rates, node);
  }

  private static void note(
      Map<Integer, long[]> nanos, int way, int rounds, int round, Runnable work) {
    long start = System.nanoTime();
    work.run();
    nanos.computeIfAbsent(way, key -> new long[rounds])[round] = System.nanoTime() - start;
  }

  private static double median(long[] values) {
    return LongStream.of(values).sorted().toArray()[values.length / 2];
  }

  private void node(List<String> inputs) {
    BatchLoop loop =
        new BatchLoop(
            policy,
            this::work,
            (thrown, batch) -> {
              throw new IllegalStateException("The engine failed", thrown);
            });
    for (int i = 0; i < inputs.size(); i++) {
      loop.add(new TakenJob(i, job(inputs.get(i)), System.nanoTime()));
    }
    loop.stop();
    loop.run();
  }

  private void work(List<TakenJob> batch) {
    long started = System.nanoTime();
    List<Outcome> outcomes =
        Isolation.run(engine, batch.stream().map(taken -> taken.job().getInput()).toList());
    assembler.assemble(batch, outcomes, started, System.nanoTime());
    for (Outcome outcome : outcomes) {
      tokens.addAndGet(((Outcome.Success) outcome).output().getInputTokens());
    }
  }

  private ReplicaJob job(String text) {
    return ReplicaJob.newBuilder()
        .setRequester("bench")
        .setRequestId("bench")
        .setAttempt(1)
        .setNodeId("bench")
        .setModel(served)
        .setInput(new InferenceInput(text))
        .setRequestDigest(CanonicalHash.of("bench").finish())
        .setDeadline(Instant.EPOCH)
        .build();
  }
}
