package io.infera.settlement.rewards;

import io.infera.event.SettlementEvent;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.DamagedArchiveException;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.rewards.EpochInput;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.domain.rewards.FeeReceived;
import io.infera.settlement.domain.rewards.RewardLedger;
import io.infera.settlement.rewards.RewardHistory.Posted;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Epochs made from archive and chain. Every batch is held against what is anchored before it
 * counts, so an archive from anywhere will do.
 *
 * <p>Which fees belong to an epoch, its posted sum tells: all that came in until it was reached.
 * How much may be emitted by then, the time of the last batch tells that it counts.
 */
public final class RewardBook {
  private final Archive archive;
  private final RewardHistory history;
  private final Function<Instant, BigInteger> released;
  private RewardLedger ledger;
  private Optional<EpochStatement> active = Optional.empty();
  private int feesCounted;

  /**
   * @param gateway address of the contract InferenceGateway
   * @param released how much of the token's emission is released by a time
   */
  public RewardBook(
      Archive archive,
      RewardHistory history,
      String gateway,
      Function<Instant, BigInteger> released) {
    this.archive = archive;
    this.history = history;
    this.released = released;
    this.ledger = new RewardLedger(gateway);
  }

  /**
   * Takes the active epochs that are not taken yet, each held against what was posted.
   *
   * @param number those up to this one
   * @return those that were taken
   * @throws EpochMismatchException when one is not what archive and chain give
   */
  public List<EpochStatement> takeUntil(long number) {
    var taken = new ArrayList<EpochStatement>();
    while (epoch() < Math.min(number, history.active().size())) {
      taken.add(take(history.active().get((int) epoch())));
    }
    return taken;
  }

  private EpochStatement take(Posted posted) {
    RewardLedger next = ledger.copy();
    int count = feesUntil(posted);
    EpochStatement statement = held(posted, next, count);
    ledger = next;
    feesCounted += count;
    active = Optional.of(statement);
    return statement;
  }

  /**
   * The epoch that waits, held against what was posted; nothing changes here.
   *
   * @throws EpochMismatchException when it is not what archive and chain give
   */
  public EpochStatement check(Posted posted) {
    return held(posted, ledger.copy(), feesUntil(posted));
  }

  private EpochStatement held(Posted posted, RewardLedger on, int feeCount) {
    EpochStatement ours = on.next(input(posted.number(), posted.heads(), feeCount));
    same(posted, "emission", ours.emission(), posted.emission());
    same(posted, "fees", ours.fees(), posted.fees());
    same(posted, "root", ours.root().orElse(null), posted.root());
    return ours;
  }

  private static void same(Posted posted, String what, Object expected, Object found) {
    if (!found.equals(expected)) {
      throw new EpochMismatchException(
          "epoch %d: archive and chain give %s %s, and posted is %s"
              .formatted(posted.number(), what, expected, found));
    }
  }

  /**
   * What would be posted next.
   *
   * @param to the heads to count to
   * @param block fees are counted to this block
   */
  public EpochStatement next(List<Long> to, long block) {
    int count =
        (int) history.fees().stream().skip(feesCounted).filter(fee -> fee.block() <= block).count();
    return ledger.copy().next(input(epoch() + 1, to, count));
  }

  /** The last epoch that was taken. */
  public Optional<EpochStatement> active() {
    return active;
  }

  private long epoch() {
    return active.map(EpochStatement::number).orElse(0L);
  }

  /** How far the last epoch that was taken counts each lane. */
  public List<Long> heads() {
    return active.map(EpochStatement::heads).orElse(List.of());
  }

  private int feesUntil(Posted posted) {
    BigInteger sum = active.map(EpochStatement::fees).orElse(BigInteger.ZERO);
    List<FeeParser.Dated> open = history.fees().subList(feesCounted, history.fees().size());
    for (int count = 0; count <= open.size(); count++) {
      if (sum.equals(posted.fees())) {
        return count;
      }
      if (count < open.size() && open.get(count).block() < posted.block()) {
        sum = sum.add(open.get(count).fee().toNodes());
      }
    }
    throw new EpochMismatchException(
        "epoch %d: posted fees are %s, but after no debit had the nodes been given so much; until then they were given %s"
            .formatted(posted.number(), posted.fees(), sum));
  }

  private EpochInput input(long number, List<Long> to, int feeCount) {
    List<SettlementEvent> settlements = new ArrayList<>();
    var last = new ArrayList<Block>();
    for (int lane = 0; lane < to.size(); lane++) {
      count(number, lane, before(lane), to.get(lane), settlements).ifPresent(last::add);
    }
    BigInteger emission =
        last.stream()
            .max(Comparator.comparingLong(Block::number))
            .map(this::mayEmit)
            .orElse(BigInteger.ZERO);
    List<FeeReceived> open =
        history.fees().subList(feesCounted, feesCounted + feeCount).stream()
            .map(FeeParser.Dated::fee)
            .toList();
    return new EpochInput(number, to, settlements, emission, open);
  }

  private long before(int lane) {
    return lane < heads().size() ? heads().get(lane) : 0;
  }

  private BigInteger mayEmit(Block last) {
    return released
        .apply(last.time())
        .subtract(ledger.emission())
        .min(history.cap(last.number()))
        .max(BigInteger.ZERO);
  }

  /**
   * Adds the settlements of a lane between two offsets.
   *
   * @return the block of the last batch; empty when there is none
   */
  private Optional<Block> count(
      long number, int lane, long from, long to, List<SettlementEvent> settlements) {
    Optional<Block> last = Optional.empty();
    long offset = from;
    while (offset < to) {
      Anchored anchored = anchored(number, lane, offset);
      settlements.addAll(events(number, anchored));
      last = Optional.of(anchored.block());
      offset = anchored.range().next();
    }
    if (offset != to) {
      throw new EpochMismatchException(
          "epoch %d counts lane %d to offset %d, where no batch ends; one ends at %d"
              .formatted(number, lane, to, offset));
    }
    return last;
  }

  private Anchored anchored(long number, int lane, long offset) {
    return history
        .batch(lane, offset)
        .orElseThrow(
            () ->
                new EpochMismatchException(
                    "epoch %d counts a batch of lane %d at offset %d, and the chain has none there"
                        .formatted(number, lane, offset)));
  }

  private List<SettlementEvent> events(long number, Anchored anchored) {
    ArchivedBatch archived;
    try {
      archived =
          archive
              .at(anchored.range().lane(), anchored.range().first())
              .orElseThrow(
                  () ->
                      new EpochMismatchException(
                          "epoch %d counts %s, which the archive does not have"
                              .formatted(number, anchored.range())));
    } catch (DamagedArchiveException e) {
      throw new EpochMismatchException(
          "epoch %d counts %s: %s".formatted(number, anchored.range(), e.getMessage()));
    }
    Batch batch = archived.batch();
    if (!batch.range().equals(anchored.range())
        || !batch.root().equals(anchored.root())
        || !archived.digest().equals(anchored.archiveDigest())) {
      throw new EpochMismatchException(
          "epoch %d counts %s, of which the archive has another version than the chain"
              .formatted(number, anchored.range()));
    }
    return batch.settlements().stream().map(Entry.Settled::event).toList();
  }
}
