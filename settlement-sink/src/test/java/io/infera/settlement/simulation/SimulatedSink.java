package io.infera.settlement.simulation;

import io.infera.settlement.domain.AnchorBook;
import io.infera.settlement.domain.AnchorSender;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.ArchiveConflictException;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.AttestedBatch;
import io.infera.settlement.domain.Attestors;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.BatchMaker;
import io.infera.settlement.domain.BatchPolicy;
import io.infera.settlement.domain.BatchStore;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.BookStore;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.ChainAccount;
import io.infera.settlement.domain.ChainFollower;
import io.infera.settlement.domain.ChainView;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Fees;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.LaneLog;
import io.infera.settlement.domain.LaneWriter;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.domain.ReceiptTeller;
import io.infera.settlement.domain.Seen;
import io.infera.settlement.domain.SinkEvents;
import io.infera.settlement.domain.Step;
import io.infera.settlement.domain.Tracked;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A sink made of the production rules, on a simulated chain and log. It dies between any two steps
 * and begins again from what it had on its disk.
 */
final class SimulatedSink {
  private static final FeePolicy POLICY =
      new FeePolicy(
          FeePolicy.Pricing.AUTO,
          BigInteger.TEN,
          FeePolicy.LEAST_BUMP_PERMILLE,
          BigInteger.valueOf(1_000_000));
  private static final int CONFIRMATIONS = 3;
  private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

  private final SimulatedChain chain;
  private final SimulatedLog log;
  private final Random random;
  private final int[] accounts;
  private final Map<OffsetRange, ArchivedBatch> disk = new HashMap<>();
  private final Receipts receipts = new Receipts();
  private List<Seen> trail = List.of();
  private List<Tracked> tracked = List.of();
  private long now;

  /** How likely each kind of trouble is, in thousandths of the occasions for it. */
  int crashPermille;

  int faultPermille;
  int lagPermille;

  int crashes;
  int faults;

  private Life life;

  /** Dies. */
  static final class Crash extends RuntimeException {
    Crash() {
      super("crash", null, false, false);
    }
  }

  /** The chain does not answer. */
  static final class Unavailable extends RuntimeException {
    Unavailable() {
      super("unavailable", null, false, false);
    }
  }

  /** The last thing told of each settlement in each block. */
  static final class Receipts implements ReceiptTeller {
    record Of(int lane, long offset, Bytes32 block) {}

    final Map<Of, Tracked.Stage> told = new HashMap<>();
    private final Map<Of, Tracked.Stage> handed = new HashMap<>();

    @Override
    public void tell(Tracked news, Batch batch) {
      for (var settled : batch.settlements()) {
        Bytes32 block = news.anchored().block().hash();
        handed.put(new Of(batch.range().lane(), settled.offset(), block), news.stage());
      }
    }

    @Override
    public void flush() {
      told.putAll(handed);
      handed.clear();
    }

    /** What was handed over and not flushed: the broker may have it or not. */
    void crash(boolean written) {
      if (written) {
        told.putAll(handed);
      }
      handed.clear();
    }
  }

  /**
   * @param accounts the account of each lane
   */
  SimulatedSink(SimulatedChain chain, SimulatedLog log, Random random, int... accounts) {
    this.chain = chain;
    this.log = log;
    this.random = random;
    this.accounts = accounts;
  }

  Receipts receipts() {
    return receipts;
  }

  Map<OffsetRange, ArchivedBatch> disk() {
    return disk;
  }

  /** Looks at the chain once and acts, as the production loop does. */
  void turn() {
    now += LOOK_NANOS;
    try {
      if (life == null) {
        life = new Life();
      }
      life.turn();
    } catch (Crash e) {
      crashes++;
      life = null;
      receipts.crash(random.nextBoolean());
    } catch (Unavailable e) {
      faults++;
    }
  }

  private boolean chance(int permille) {
    return random.nextInt(1_000) < permille;
  }

  private void mayFail() {
    if (chance(faultPermille)) {
      throw new Unavailable();
    }
  }

  private int lag() {
    return chance(lagPermille) ? 1 + random.nextInt(2) : 0;
  }

  /** From a start to a crash. */
  private final class Life
      implements ChainView, LaneLog, BookStore, SinkEvents, BatchStore, BatchMaker<Long> {
    private final List<LaneWriter<Long>> lanes;
    private final ChainFollower follower;
    private final long[] cursors = new long[accounts.length];
    private final boolean[] paused = new boolean[accounts.length];

    Life() {
      Arrays.fill(cursors, -1);
      var policy = new BatchPolicy(7, Duration.ofMillis(500));
      var parts =
          new LaneWriter.Parts<Long>(this, this, this, Attestors.NONE, policy, this, this::step);
      var senders = new HashMap<Integer, AnchorSender>();
      this.lanes =
          IntStream.range(0, accounts.length)
              .mapToObj(
                  lane ->
                      new LaneWriter<>(
                          lane,
                          senders.computeIfAbsent(accounts[lane], SimulatedSink.this::sender),
                          parts))
              .toList();
      this.follower =
          new ChainFollower(
              new ChainFollower.Parts(this, 0, this, this, this, receipts, this, this::step));
    }

    private void step(Step step) {
      if (chance(crashPermille)) {
        throw new Crash();
      }
    }

    void turn() {
      read();
      mayFail();
      SimulatedChain.Made head = chain.head(lag());
      mayFail();
      List<Long> positions = Arrays.stream(head.positions()).boxed().toList();
      for (int lane = 0; lane < lanes.size(); lane++) {
        lanes.get(lane).advance(positions.get(lane), now);
      }
      follower.follow(head.block(), positions);
    }

    private void read() {
      for (int lane = 0; lane < lanes.size(); lane++) {
        for (int i = random.nextInt(5); i > 0 && cursors[lane] >= 0 && !paused[lane]; i--) {
          OptionalLong next = log.next(lane, cursors[lane]);
          if (next.isEmpty()) {
            break;
          }
          lanes.get(lane).received(next.getAsLong(), next.getAsLong(), now);
          cursors[lane] = next.getAsLong() + 1;
        }
      }
    }

    @Override
    public Optional<Block> blockAt(long number) {
      mayFail();
      return Optional.ofNullable(chain.at(number)).map(SimulatedChain.Made::block);
    }

    @Override
    public List<Anchored> anchored(long fromBlock, long toBlock) {
      mayFail();
      long end = Math.min(toBlock, chain.head(lag()).block().number());
      var found = new ArrayList<Anchored>();
      for (long number = fromBlock; number <= end; number++) {
        found.addAll(chain.at(number).anchored());
      }
      return found;
    }

    @Override
    public long finalBelow(Block head) {
      return head.number() - CONFIRMATIONS + 1;
    }

    @Override
    public void seek(int lane, long offset) {
      cursors[lane] = offset;
      paused[lane] = false;
    }

    @Override
    public void pause(int lane, boolean stop) {
      paused[lane] = stop;
    }

    @Override
    public void refreshBounds() {
      // They are always known here.
    }

    @Override
    public long start(int lane) {
      return 0;
    }

    @Override
    public long end(int lane) {
      return log.end(lane);
    }

    @Override
    public AnchorBook load() {
      return AnchorBook.of(trail, tracked);
    }

    @Override
    public void save(AnchorBook book) {
      trail = book.trail();
      tracked = book.tracked();
    }

    @Override
    public Batch batch(OffsetRange range, List<Long> records) {
      return log.batch(range, records);
    }

    @Override
    public Optional<Batch> again(OffsetRange range) {
      return Optional.of(log.batch(range, log.within(range)));
    }

    @Override
    public ArchivedBatch write(Batch batch) {
      ArchivedBatch known = at(batch.range().lane(), batch.range().first()).orElse(null);
      if (known != null && !known.batch().root().equals(batch.root())) {
        throw new ArchiveConflictException("another batch begins there");
      }
      var archived = new ArchivedBatch(Path.of("disk"), batch, Keccak.of(batch.root().bytes()));
      disk.put(batch.range(), archived);
      return archived;
    }

    @Override
    public Optional<ArchivedBatch> at(int lane, long firstOffset) {
      return disk.entrySet().stream()
          .filter(e -> e.getKey().lane() == lane && e.getKey().first() == firstOffset)
          .map(Map.Entry::getValue)
          .findFirst();
    }

    @Override
    public void setAside(int lane, long firstOffset) {
      disk.keySet().removeIf(r -> r.lane() == lane && r.first() == firstOffset);
    }

    @Override
    public void sent() {}

    @Override
    public void resent() {}

    @Override
    public void givenUp() {}

    @Override
    public void reorganised() {}

    @Override
    public void told(Tracked news, int count) {}
  }

  private AnchorSender sender(int account) {
    return new AnchorSender(new Account(account), POLICY, Duration.ofSeconds(3));
  }

  /** An account over an endpoint that loses questions and answers. */
  private final class Account implements ChainAccount {
    private final int account;

    Account(int account) {
      this.account = account;
    }

    @Override
    public long used() {
      mayFail();
      return chain.head(lag()).used()[account];
    }

    @Override
    public Fees offer() {
      mayFail();
      return POLICY.above(chain.baseFee());
    }

    @Override
    public OptionalLong gasFor(AttestedBatch batch) {
      mayFail();
      OffsetRange range = batch.range();
      boolean fits =
          !log.contiguous() || chain.head(lag()).positions()[range.lane()] == range.first();
      return fits ? OptionalLong.of(60_000) : OptionalLong.empty();
    }

    @Override
    public Sent send(AttestedBatch batch, long gasLimit, long nonce, Fees fees) {
      var slot = new SimulatedChain.Slot(account, nonce);
      Bytes32 hash = Keccak.of(slot + " " + fees + " " + batch.range());
      if (chance(faultPermille)) {
        return new Sent(hash, Answer.NONE);
      }
      var transaction = new SimulatedChain.Transaction(slot, fees, batch.archived(), hash);
      Answer answer = chain.send(transaction);
      if (chance(faultPermille)) {
        answer = chain.send(transaction);
      }
      return new Sent(hash, chance(faultPermille) ? Answer.NONE : answer);
    }

    @Override
    public boolean knows(Bytes32 transaction) {
      mayFail();
      return chain.knows(transaction);
    }
  }
}
