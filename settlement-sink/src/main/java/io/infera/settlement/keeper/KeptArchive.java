package io.infera.settlement.keeper;

import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.settlement.RangeReader;
import io.infera.settlement.SettlementReader;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.CanonicalReading;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.rewards.RewardBook;
import io.infera.settlement.rewards.RewardHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the chain says, up to where it counts, and a copy of every batch that is anchored there:
 * made again from the log and held against the chain. The other tasks work with it.
 */
final class KeptArchive implements KeeperTask {
  private static final Logger LOG = LoggerFactory.getLogger(KeptArchive.class);

  /** Blocks whose events are asked for at once. */
  private static final int SPAN = 2_000;

  private final ChainClient chain;
  private final Economy economy;
  private final int confirmations;
  private final Archive archive;
  private final RangeReader ranges;
  private final ArchiveMirror mirror;
  private final KeeperMetrics metrics;
  private final CanonicalReading reading;
  private final Set<Anchored> seen = new HashSet<>();
  private final List<Consumer<ArchivedBatch>> listeners = new ArrayList<>();
  private final List<Runnable> forgetters = new ArrayList<>();
  private RewardHistory history;
  private Block head;
  private long mirrored = -1;

  KeptArchive(
      KeeperConfig config,
      AvroSerdes serdes,
      ChainClient chain,
      Economy economy,
      KeeperMetrics metrics) {
    this.chain = chain;
    this.economy = economy;
    this.confirmations = config.confirmations();
    this.archive = new Archive(config.archive(), config.networkId());
    this.ranges = new RangeReader(config.kafka());
    this.mirror =
        new ArchiveMirror(
            archive,
            ranges,
            lanes ->
                new SettlementReader(
                    serdes.deserializer(Topics.SETTLEMENTS),
                    lanes,
                    letter -> LOG.debug("A settlement cannot be read, and has no leaf")));
    this.metrics = metrics;
    this.history = new RewardHistory(chain, economy);
    this.reading =
        new CanonicalReading(
            chain::blockAt,
            economy.block(),
            SPAN,
            new CanonicalReading.Reader() {
              @Override
              public void read(long from, long to) {
                history.readTo(to);
              }

              @Override
              public void forget() {
                startOver();
              }
            });
  }

  /**
   * Is told of each batch once, after this one is made, and again of all after a reorganisation.
   */
  void listen(Consumer<ArchivedBatch> listener) {
    listeners.add(listener);
  }

  /**
   * Forgets what it was told, and what followed: a reorganisation undid it, and all comes again.
   */
  void beforeRereading(Runnable forgetter) {
    forgetters.add(forgetter);
  }

  /** As when the keeper begins; the batches' files are held against the chain again. */
  private void startOver() {
    metrics.reorganised();
    LOG.warn(
        "The chain was reorganised below its confirmations: batches, epochs and cases are read again");
    history = new RewardHistory(chain, economy);
    seen.clear();
    mirrored = -1;
    forgetters.forEach(Runnable::run);
  }

  /**
   * Reads on, if the chain has grown; all again, if a block that was read is part of it no more.
   */
  void refresh() {
    head = chain.head();
    reading.readTo(head.number() - confirmations + 1);
    if (mirrored < deep()) {
      mirror();
    }
  }

  private void mirror() {
    long now = deep();
    for (Anchored anchored : history.batches()) {
      if (!seen.contains(anchored)) {
        ArchivedBatch batch = mirror.of(anchored);
        listeners.forEach(listener -> listener.accept(batch));
        seen.add(anchored);
      }
    }
    mirrored = now;
  }

  /** The chain's last block, as of the last {@link #refresh}. */
  Block head() {
    return head;
  }

  /** The last block that counts. */
  long deep() {
    return reading.last();
  }

  /** Whether all that was read is still part of the chain, as of now. */
  boolean stands() {
    return reading.stands();
  }

  /** When a block was made. */
  Instant time(long block) {
    return chain
        .blockAt(block)
        .map(Block::time)
        .orElseThrow(
            () ->
                new ChainUnavailableException(
                    "the chain at %s has lost its block %d meanwhile".formatted(chain.url(), block),
                    null));
  }

  /** All that was read; another one after a reorganisation. */
  RewardHistory history() {
    return history;
  }

  /** Epochs, made from the {@link #history}; to be asked for again when that is another one. */
  RewardBook book(Contract token) {
    return new RewardBook(
        archive,
        history,
        economy.address(EconomyContract.GATEWAY).text(),
        time -> token.number("released", time.getEpochSecond()));
  }

  /** A batch of it. */
  Batch batch(int lane, long firstOffset) {
    return archive.at(lane, firstOffset).orElseThrow().batch();
  }

  @Override
  public String name() {
    return "archive";
  }

  @Override
  public int turn() {
    refresh();
    return 0;
  }

  @Override
  public String state() {
    return seen.size() + " batches until block " + deep();
  }

  @Override
  public void close() {
    ranges.close();
  }
}
