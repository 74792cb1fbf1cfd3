package io.infera.settlement.faults;

import io.infera.settlement.testing.Anvil;
import io.infera.settlement.testing.Await;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes the blocks of a chain, and its troubles: reorganisations, transactions that the node
 * forgets, fees that jump so that what waits is not taken, and times without a block.
 */
final class ChainTrouble implements Runnable {
  private static final int BLOCK_MILLIS = 20;
  private static final int DEEPEST_USUAL = 7;
  private static final int DEEPEST = 12;
  private static final String HIGH_FEE = "0x174876e800"; // 100 gwei

  private final Anvil anvil;
  private final Random random;
  private final Map<Integer, Integer> reorganisations = new TreeMap<>();
  private int dropped;
  private int feeJumps;
  private int droughts;
  private volatile boolean calm;
  private volatile boolean stop;

  ChainTrouble(Anvil anvil, Random random) {
    this.anvil = anvil;
    this.random = random;
  }

  @Override
  public void run() {
    while (!stop) {
      Await.pause(BLOCK_MILLIS);
      if (!calm) {
        trouble();
      }
      anvil.rpc("evm_mine");
    }
  }

  private void trouble() {
    switch (random.nextInt(80)) {
      case 0, 1 -> reorganise();
      case 2, 3 -> {
        // Something has to wait before it can be forgotten.
        Await.pause(5 * BLOCK_MILLIS);
        drop();
      }
      case 4 -> {
        // What was offered before is not enough any more; it falls by an eighth a block.
        anvil.rpc("anvil_setNextBlockBaseFeePerGas", HIGH_FEE);
        feeJumps++;
      }
      case 5 -> {
        droughts++;
        Await.pause(400);
      }
      default -> {
        // A block as any other.
      }
    }
  }

  private void reorganise() {
    boolean deep = random.nextInt(8) == 0;
    int depth =
        deep
            ? DEEPEST_USUAL + 1 + random.nextInt(DEEPEST - DEEPEST_USUAL)
            : 1 + random.nextInt(DEEPEST_USUAL);
    anvil.rpc("anvil_reorg", depth, new Object[0]);
    reorganisations.merge(depth, 1, Integer::sum);
  }

  private void drop() {
    for (var account : anvil.rpc("txpool_content").get("pending")) {
      for (var transaction : account) {
        if (random.nextBoolean()) {
          anvil.rpc("anvil_dropTransaction", transaction.get("hash").asText());
          dropped++;
        }
      }
    }
  }

  /** Only makes blocks from now on. */
  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /** Makes trouble from now on. */
  void begin() {
    calm = false;
  }

  void stop() {
    stop = true;
  }

  Map<Integer, Integer> reorganisations() {
    return reorganisations;
  }

  int dropped() {
    return dropped;
  }

  int feeJumps() {
    return feeJumps;
  }

  int droughts() {
    return droughts;
  }
}
