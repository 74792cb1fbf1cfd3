package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.settlement.domain.Tracked.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnchorBookTest {
  private static final int CONFIRMATIONS = 3;

  /** A chain that forgets blocks: each holds at most one batch. */
  private static final class Chain {
    private final List<Block> blocks = new ArrayList<>();
    private final Map<Block, Anchored> batches = new LinkedHashMap<>();
    private int made;
    private long next;

    void grow(boolean withBatch) {
      var block = new Block(blocks.size(), Keccak.of("block " + made++), Instant.EPOCH);
      blocks.add(block);
      if (withBatch) {
        var range = new OffsetRange(0, next, next + 1);
        Bytes32 root = Keccak.of("root " + next);
        batches.put(block, new Anchored(range, root, 1, root, root, block));
        next++;
      }
    }

    void reorganise(int depth) {
      for (int i = 0; i < depth && blocks.size() > 1; i++) {
        Anchored lost = batches.remove(blocks.remove(blocks.size() - 1));
        next = lost == null ? next : lost.range().first();
      }
    }

    boolean has(Block block) {
      return block.number() < blocks.size() && blocks.get((int) block.number()).equals(block);
    }

    Block head() {
      return blocks.get(blocks.size() - 1);
    }

    List<Anchored> from(long number) {
      return batches.values().stream().filter(b -> b.block().number() >= number).toList();
    }
  }

  /** What readers of the receipts believe: the last stage told of each batch and block. */
  private final Map<Anchored, Stage> told = new LinkedHashMap<>();

  private void follow(AnchorBook book, Chain chain) {
    book.rewind(chain::has);
    book.add(chain.from(book.cursor().map(b -> b.number() + 1).orElse(0L)));
    tell(book);
    book.advance(chain.head(), LaneStands.UNKNOWN, chain.head().number() - CONFIRMATIONS + 1);
    tell(book);
  }

  private void tell(AnchorBook book) {
    book.untold().forEach(tracked -> told.put(tracked.anchored(), tracked.stage()));
    book.told();
  }

  @Test
  void shouldTellPendingThenFinal() {
    var chain = new Chain();
    var book = new AnchorBook();
    chain.grow(true);
    follow(book, chain);
    assertThat(told).containsValues(Stage.PENDING).hasSize(1);
    chain.grow(false);
    follow(book, chain);
    assertThat(told).containsValues(Stage.PENDING);
    chain.grow(false);
    follow(book, chain);
    assertThat(told.values()).containsExactly(Stage.FINAL);
    assertThat(book.untold()).isEmpty();
  }

  @Test
  void shouldWithdrawAlsoWhatWasFinal() {
    var chain = new Chain();
    var book = new AnchorBook();
    chain.grow(false);
    chain.grow(true);
    chain.grow(false);
    chain.grow(false);
    follow(book, chain);
    assertThat(told.values()).containsExactly(Stage.FINAL);
    chain.reorganise(3);
    chain.grow(false);
    follow(book, chain);
    assertThat(told.values()).containsExactly(Stage.WITHDRAWN);
    assertThat(book.tracked()).isEmpty();
  }

  @Test
  void shouldNoticeABatchThatMovedToABlockAlreadyPassed() {
    var chain = new Chain();
    var book = new AnchorBook();
    for (int i = 0; i < 5; i++) {
      chain.grow(false);
    }
    follow(book, chain);
    chain.reorganise(2);
    chain.grow(true);
    chain.grow(false);
    chain.grow(false);
    follow(book, chain);
    assertThat(told).hasSize(1);
  }

  /**
   * Whatever the chain does and whenever the process dies, in the end the receipts tell what the
   * chain holds.
   */
  @Test
  void shouldEndWithWhatTheChainHolds() {
    for (long seed = 0; seed < 200; seed++) {
      told.clear();
      var random = new Random(seed);
      var chain = new Chain();
      chain.grow(false);
      var book = new AnchorBook();
      for (int step = 0; step < 60; step++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          chain.grow(random.nextBoolean());
        }
        if (random.nextInt(4) == 0) {
          chain.reorganise(1 + random.nextInt(6));
          chain.grow(random.nextBoolean());
        }
        follow(book, chain);
        if (random.nextInt(3) == 0) {
          // As after a crash: a new process from what was kept.
          book = AnchorBook.of(book.trail(), book.tracked());
        }
      }
      for (int i = 0; i < CONFIRMATIONS; i++) {
        chain.grow(false);
        follow(book, chain);
      }
      told.forEach(
          (batch, stage) ->
              assertThat(stage)
                  .isEqualTo(chain.has(batch.block()) ? Stage.FINAL : Stage.WITHDRAWN));
      assertThat(told.keySet()).containsAll(chain.from(0));
    }
  }

  @Test
  void shouldTellAfterACrashWhatWasNotedAndNotTold() {
    var chain = new Chain();
    chain.grow(false);
    chain.grow(true);
    var book = new AnchorBook();
    book.add(chain.from(0));

    AnchorBook still = AnchorBook.of(book.trail(), book.tracked());
    follow(still, chain);
    assertThat(told.values()).containsExactly(Stage.PENDING);

    AnchorBook reorganised = AnchorBook.of(book.trail(), book.tracked());
    chain.reorganise(1);
    chain.grow(false);
    follow(reorganised, chain);
    assertThat(told.values()).containsExactly(Stage.WITHDRAWN);
  }
}
