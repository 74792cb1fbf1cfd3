package io.infera.settlement.keeper;

import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.settlement.RangeReader;
import io.infera.settlement.SettlementReader;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Block;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.rewards.RewardBook;
import io.infera.settlement.rewards.RewardHistory;
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

  private final ChainClient chain;
  private final Economy economy;
  private final int confirmations;
  private final Archive archive;
  private final RangeReader ranges;
  private final ArchiveMirror mirror;
  private final RewardHistory history;
  private final Set<Anchored> seen = new HashSet<>();
  private final List<Consumer<ArchivedBatch>> listeners = new ArrayList<>();
  private Block head;
  private long deep = -1;

  KeptArchive(KeeperConfig config, AvroSerdes serdes, ChainClient chain, Economy economy) {
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
    this.history = new RewardHistory(chain, economy);
  }

  /** Is told of each batch once, after this one is made. */
  void listen(Consumer<ArchivedBatch> listener) {
    listeners.add(listener);
  }

  /** Reads on, if the chain has grown. */
  void refresh() {
    head = chain.head();
    long now = head.number() - confirmations + 1;
    if (now <= deep) {
      return;
    }
    history.readTo(now);
    for (Anchored anchored : history.batches()) {
      if (!seen.contains(anchored)) {
        ArchivedBatch batch = mirror.of(anchored);
        listeners.forEach(listener -> listener.accept(batch));
        seen.add(anchored);
      }
    }
    deep = now;
  }

  /** The chain's last block, as of the last {@link #refresh}. */
  Block head() {
    return head;
  }

  /** The last block that counts. */
  long deep() {
    return deep;
  }

  RewardHistory history() {
    return history;
  }

  /** Epochs, made from it. */
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
    return seen.size() + " batches until block " + deep;
  }

  @Override
  public void close() {
    ranges.close();
  }
}
