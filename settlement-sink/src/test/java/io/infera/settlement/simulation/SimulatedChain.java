package io.infera.settlement.simulation;

import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.ChainAccount.Answer;
import io.infera.settlement.domain.Fees;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.OffsetRange;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A chain with one settlement log in it, a pool of waiting transactions, and the habits of real
 * ones: it forgets transactions, replaces them for a tenth more, and is reorganised. The same for
 * the same random numbers.
 */
final class SimulatedChain {
  private static final BigInteger TEN = BigInteger.TEN;
  private static final BigInteger ELEVEN = BigInteger.valueOf(11);

  private final Random random;
  private final boolean contiguous;
  private final List<Made> blocks = new ArrayList<>();
  private final Map<Slot, Transaction> pool = new HashMap<>();
  private int made;
  private BigInteger baseFee = BigInteger.valueOf(100);

  /** A transaction that anchors a batch. */
  record Transaction(Slot slot, Fees fees, ArchivedBatch batch, Bytes32 hash) {}

  /** An account's place for a transaction. */
  record Slot(int account, long nonce) {}

  /** A block, and the state after it. */
  record Made(
      Block block,
      List<Transaction> transactions,
      List<Anchored> anchored,
      long[] positions,
      long[] used) {}

  /**
   * @param contiguous whether the contract insists that a batch begins where its lane stands
   */
  SimulatedChain(Random random, int lanes, int accounts, boolean contiguous) {
    this.random = random;
    this.contiguous = contiguous;
    blocks.add(new Made(block(0), List.of(), List.of(), new long[lanes], new long[accounts]));
  }

  private Block block(long number) {
    return new Block(number, Keccak.of("block " + made++), Instant.EPOCH.plusSeconds(number));
  }

  /** The last block as a node sees it that may lag behind. */
  Made head(int lag) {
    return blocks.get(Math.max(0, blocks.size() - 1 - lag));
  }

  /** The block of a height; null when there is none. */
  Made at(long number) {
    return number < blocks.size() ? blocks.get((int) number) : null;
  }

  List<Made> blocks() {
    return blocks;
  }

  BigInteger baseFee() {
    return baseFee;
  }

  int waiting() {
    return pool.size();
  }

  boolean knows(Bytes32 hash) {
    return pool.values().stream().anyMatch(t -> t.hash().equals(hash))
        || blocks.stream()
            .flatMap(b -> b.transactions().stream())
            .anyMatch(t -> t.hash().equals(hash));
  }

  Answer send(Transaction transaction) {
    Slot slot = transaction.slot();
    if (slot.nonce() < head(0).used()[slot.account()]) {
      return Answer.NONCE_USED;
    }
    Transaction waiting = pool.get(slot);
    if (waiting == null || replaces(transaction.fees(), waiting.fees())) {
      pool.put(slot, transaction);
      return Answer.TAKEN;
    }
    return waiting.hash().equals(transaction.hash()) ? Answer.TAKEN : Answer.UNDERPRICED;
  }

  private static boolean replaces(Fees offered, Fees waiting) {
    return offered.most().multiply(TEN).compareTo(waiting.most().multiply(ELEVEN)) >= 0
        && offered.tip().multiply(TEN).compareTo(waiting.tip().multiply(ELEVEN)) >= 0;
  }

  /** Makes a block of some of what waits. */
  void mine() {
    Made before = head(0);
    long[] positions = before.positions().clone();
    long[] used = before.used().clone();
    Block block = block(before.block().number() + 1);
    var taken = new ArrayList<Transaction>();
    var anchored = new ArrayList<Anchored>();
    for (Transaction next : eligible(used)) {
      if (random.nextInt(6) == 0 || next.slot().nonce() != used[next.slot().account()]) {
        continue;
      }
      pool.remove(next.slot());
      used[next.slot().account()]++;
      taken.add(next);
      anchor(next, block, positions).ifPresent(anchored::add);
    }
    blocks.add(new Made(block, taken, anchored, positions, used));
    baseFee =
        baseFee
            .multiply(BigInteger.valueOf(88 + random.nextInt(26)))
            .divide(BigInteger.valueOf(100))
            .max(TEN);
  }

  private List<Transaction> eligible(long[] used) {
    return pool.values().stream()
        .filter(t -> t.slot().nonce() >= used[t.slot().account()])
        .filter(t -> t.fees().most().compareTo(baseFee) >= 0)
        .sorted(
            Comparator.comparing((Transaction t) -> t.slot().account())
                .thenComparing(t -> t.slot().nonce()))
        .toList();
  }

  private java.util.Optional<Anchored> anchor(
      Transaction transaction, Block block, long[] positions) {
    OffsetRange range = transaction.batch().batch().range();
    if (contiguous && positions[range.lane()] != range.first()) {
      return java.util.Optional.empty();
    }
    positions[range.lane()] = range.next();
    return java.util.Optional.of(
        new Anchored(
            range,
            transaction.batch().batch().root(),
            transaction.batch().batch().settlements().size(),
            transaction.batch().digest(),
            transaction.hash(),
            block));
  }

  /**
   * Puts others in the place of the last blocks. What stood in them waits again, or is forgotten.
   */
  void reorganise(int depth) {
    int gone = Math.min(depth, blocks.size() - 1);
    boolean remembers = random.nextBoolean();
    for (int i = 0; i < gone; i++) {
      Made last = blocks.remove(blocks.size() - 1);
      if (remembers) {
        last.transactions().forEach(t -> pool.putIfAbsent(t.slot(), t));
      }
    }
    for (int i = gone + random.nextInt(2); i > 0; i--) {
      mine();
    }
  }

  /** Forgets a waiting transaction, as nodes do that restart or run full. */
  void forgetOne() {
    var slots =
        pool.keySet().stream()
            .sorted(Comparator.comparing(Slot::account).thenComparing(Slot::nonce))
            .toList();
    if (!slots.isEmpty()) {
      pool.remove(slots.get(random.nextInt(slots.size())));
    }
  }

  /** How often each offset of a lane is covered by a batch; index is the offset. */
  int[] coverage(int lane, int offsets) {
    int[] times = new int[offsets];
    for (Made block : blocks) {
      for (Anchored batch : block.anchored()) {
        if (batch.range().lane() == lane) {
          int end = (int) Math.min(offsets, batch.range().next());
          for (int i = (int) batch.range().first(); i < end; i++) {
            times[i]++;
          }
        }
      }
    }
    return times;
  }

  @Override
  public String toString() {
    return "head %d, positions %s"
        .formatted(head(0).block().number(), Arrays.toString(head(0).positions()));
  }
}
