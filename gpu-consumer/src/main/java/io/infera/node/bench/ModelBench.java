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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Texts a second, two ways. First the plain loop at ascending batch sizes, until it only gets
 * worse; then its two best sizes and the node in alternating rounds, so that what else the machine
 * does falls on all alike. The median of the rounds counts.
 */
final class ModelBench {
  private static final int[] PLAIN_SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

  /** Of the best rate; two sizes below it in a row end the curve. */
  private static final double HOPELESS = 0.6;

  /**
   * What was measured.
   *
   * @param texts texts in a round
   * @param meanTokens their mean length
   * @param plainTextsPerSecond the plain loop by batch size
   * @param best the plain loop's best batch size
   * @param nodeTextsPerSecond the node's batches
   */
  record Report(
      int texts,
      double meanTokens,
      Map<Integer, Double> plainTextsPerSecond,
      int best,
      double nodeTextsPerSecond) {

    /** The node's rate over the plain loop's at its best batch size. */
    double ratio() {
      return nodeTextsPerSecond / plainTextsPerSecond.get(best);
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
    List<String> warmUp = texts.subList(0, Math.min(64, texts.size()));
    node(warmUp);
    plain.run(warmUp, 8);
    Map<Integer, Double> curve = curve();
    List<Integer> finalists =
        curve.entrySet().stream()
            .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
            .limit(2)
            .map(Map.Entry::getKey)
            .toList();
    Map<Integer, List<Double>> plainRates = new TreeMap<>();
    List<Double> nodeRates = new ArrayList<>();
    tokens.set(0);
    for (int round = 0; round < rounds; round++) {
      for (int size : finalists) {
        plainRates
            .computeIfAbsent(size, key -> new ArrayList<>())
            .add(rate(() -> plain.run(texts, size)));
      }
      nodeRates.add(rate(() -> node(texts)));
    }
    plainRates.forEach((size, rates) -> curve.put(size, median(rates)));
    int best = Collections.max(finalists, Comparator.comparing(curve::get));
    double meanTokens = (double) tokens.get() / texts.size() / rounds;
    return new Report(texts.size(), meanTokens, curve, best, median(nodeRates));
  }

  private Map<Integer, Double> curve() {
    Map<Integer, Double> curve = new TreeMap<>();
    int hopeless = 0;
    for (int size : PLAIN_SIZES) {
      curve.put(size, rate(() -> plain.run(texts, size)));
      hopeless = curve.get(size) < HOPELESS * Collections.max(curve.values()) ? hopeless + 1 : 0;
      if (hopeless == 2) {
        break;
      }
    }
    return curve;
  }

  private double rate(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return 1e9 * texts.size() / (System.nanoTime() - start);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
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
