package io.infera.settlement.simulation;

import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Tracked.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One seeded run: settlements come in while sinks crash at every step, calls and answers are lost,
 * nodes lag behind, transactions are forgotten and the chain is reorganised, at times with a twin
 * that has the same key. Then the trouble ends, and everything must be settled. The same seed gives
 * the same run.
 */
final class SinkSimulation {
  private static final int LANES = 2;
  private static final int CONFIRMATIONS_PASSED = 12;
  private static final int MOST_TURNS = 20_000;

  private final Random random;
  private final SimulatedLog log;
  private final SimulatedChain chain;
  private final List<SimulatedSink> sinks = new ArrayList<>();
  private int reorganisations;
  private int forgotten;

  /**
   * What came of a run.
   *
   * @param lost settlements in no batch on the chain
   * @param duplicated settlements in more than one
   * @param faults questions and answers that were lost
   * @param wrongReceipts receipts whose last word is not what the chain says
   * @param stalled whether it was not settled long after the trouble ended
   */
  record Outcome(
      long seed,
      int settlements,
      int lost,
      int duplicated,
      int crashes,
      int faults,
      int reorganisations,
      int forgotten,
      int wrongReceipts,
      boolean stalled) {
    boolean clean() {
      return lost == 0 && duplicated == 0 && wrongReceipts == 0 && !stalled;
    }
  }

  private SinkSimulation(long seed, boolean contiguous) {
    this.random = new Random(seed);
    this.log = new SimulatedLog(LANES, contiguous);
    boolean shared = random.nextBoolean();
    this.chain = new SimulatedChain(random, LANES, LANES, contiguous);
    int twins = random.nextBoolean() ? 2 : 1;
    for (int i = 0; i < twins; i++) {
      var sink = new SimulatedSink(chain, log, random, 0, shared ? 0 : 1);
      sink.crashPermille = 10 + random.nextInt(60);
      sink.faultPermille = random.nextInt(80);
      sink.lagPermille = random.nextInt(3) == 0 ? 100 : 0;
      sinks.add(sink);
    }
  }

  /**
   * Runs once.
   *
   * @param contiguous whether the contract insists on contiguous batches; without it the run is to
   *     show that loss and duplication would be seen
   */
  static Outcome run(long seed, int settlements, boolean contiguous) {
    var run = new SinkSimulation(seed, contiguous);
    run.trouble(settlements);
    boolean settled = run.heal();
    return run.outcome(seed, settlements, !settled);
  }

  private void trouble(int settlements) {
    int written = 0;
    while (written < settlements) {
      int more = Math.min(settlements - written, random.nextInt(4));
      log.append(more, random);
      written += more;
      for (SimulatedSink sink : sinks) {
        if (random.nextInt(3) > 0) {
          sink.turn();
        }
      }
      chainGoesOn();
    }
  }

  private void chainGoesOn() {
    if (random.nextInt(3) == 0) {
      chain.mine();
    }
    if (random.nextInt(15) == 0) {
      chain.reorganise(1 + random.nextInt(random.nextInt(10) == 0 ? 12 : 7));
      reorganisations++;
    }
    if (random.nextInt(12) == 0 && chain.waiting() > 0) {
      chain.forgetOne();
      forgotten++;
    }
  }

  private boolean heal() {
    for (SimulatedSink sink : sinks) {
      sink.crashPermille = 0;
      sink.faultPermille = 0;
      sink.lagPermille = 0;
    }
    int quiet = 0;
    for (int turn = 0; turn < MOST_TURNS && quiet < CONFIRMATIONS_PASSED; turn++) {
      sinks.forEach(SimulatedSink::turn);
      chain.mine();
      quiet = settled() ? quiet + 1 : 0;
    }
    return quiet == CONFIRMATIONS_PASSED;
  }

  private boolean settled() {
    long[] positions = chain.head(0).positions();
    for (int lane = 0; lane < LANES; lane++) {
      List<Long> all = log.all(lane);
      if (!all.isEmpty() && positions[lane] != all.get(all.size() - 1) + 1) {
        return false;
      }
    }
    return true;
  }

  private Outcome outcome(long seed, int settlements, boolean stalled) {
    int lost = 0;
    int duplicated = 0;
    for (int lane = 0; lane < LANES; lane++) {
      int[] times = chain.coverage(lane, (int) log.end(lane));
      for (long offset : log.all(lane)) {
        lost += times[(int) offset] == 0 ? 1 : 0;
        duplicated += times[(int) offset] > 1 ? 1 : 0;
      }
    }
    int crashes = sinks.stream().mapToInt(sink -> sink.crashes).sum();
    int faults = sinks.stream().mapToInt(sink -> sink.faults).sum();
    return new Outcome(
        seed,
        settlements,
        lost,
        duplicated,
        crashes,
        faults,
        reorganisations,
        forgotten,
        stalled ? 0 : wrongReceipts(),
        stalled);
  }

  /** Receipts that say what the chain does not, or do not say what it does, of all sinks. */
  private int wrongReceipts() {
    Set<Bytes32> canonical = new HashSet<>();
    Map<SimulatedSink.Receipts.Of, Stage> expected = new HashMap<>();
    for (SimulatedChain.Made block : chain.blocks()) {
      canonical.add(block.block().hash());
      for (Anchored batch : block.anchored()) {
        for (long offset : log.within(batch.range())) {
          var of =
              new SimulatedSink.Receipts.Of(batch.range().lane(), offset, block.block().hash());
          expected.put(of, Stage.FINAL);
        }
      }
    }
    int wrong = 0;
    for (SimulatedSink sink : sinks) {
      var told = sink.receipts().told;
      wrong += (int) expected.keySet().stream().filter(of -> told.get(of) != Stage.FINAL).count();
      wrong +=
          (int)
              told.entrySet().stream()
                  .filter(e -> !canonical.contains(e.getKey().block()))
                  .filter(e -> e.getValue() != Stage.WITHDRAWN)
                  .count();
    }
    return wrong;
  }
}
