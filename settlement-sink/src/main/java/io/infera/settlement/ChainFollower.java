package io.infera.settlement;

import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.AnchorBook;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.DamagedArchiveException;
import io.infera.settlement.domain.Tracked;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the chain's events and writes the receipts that follow from them. A batch is on the chain
 * because the chain says so, whoever sent it and however often: so nothing about transactions has
 * to be remembered over a crash.
 */
final class ChainFollower {
  private static final Logger LOG = LoggerFactory.getLogger(ChainFollower.class);

  private final Parts parts;
  private final AnchorBook book;

  /** What it works with. */
  record Parts(
      ChainClient chain,
      SettlementLog contract,
      long firstBlock,
      int confirmations,
      Archive archive,
      Journal journal,
      SettlementSource source,
      SettlementReader reader,
      Receipts receipts,
      ReceiptWriter writer,
      SinkMetrics metrics) {}

  ChainFollower(Parts parts) {
    this.parts = parts;
    this.book = parts.journal().load();
  }

  /** Follows the chain to a head. What fails half way is done again at the next call. */
  void follow(Block head) {
    if (book.cursor().filter(head::equals).isPresent() && book.untold().isEmpty()) {
      return;
    }
    int gone = book.rewind(this::canonical);
    if (gone > 0) {
      parts.metrics().reorganised();
      LOG.warn(
          "The chain was reorganised: {} of the blocks seen are gone, head is {}",
          gone,
          head.number());
    }
    long from = book.cursor().map(block -> block.number() + 1).orElse(parts.firstBlock());
    if (from <= head.number()) {
      book.add(parts.contract().anchored(from, head.number()));
    }
    boolean news = tell();
    book.advance(head, parts.confirmations());
    news |= tell();
    if (news) {
      parts.journal().save(book);
    }
  }

  private boolean canonical(Block block) {
    Optional<Block> now = parts.chain().blockAt(block.number());
    return now.filter(found -> found.hash().equals(block.hash())).isPresent();
  }

  /**
   * Writes the receipts of all that is new. It is noted down before, so that after a crash it is
   * written again.
   */
  private boolean tell() {
    List<Tracked> news = book.untold();
    if (news.isEmpty()) {
      return false;
    }
    parts.journal().save(book);
    for (Tracked tracked : news) {
      archived(tracked.anchored()).ifPresent(batch -> tell(tracked, batch));
    }
    parts.writer().flush();
    book.told();
    return true;
  }

  private void tell(Tracked tracked, Batch batch) {
    var receipts = parts.receipts().of(tracked, batch);
    receipts.forEach(parts.writer()::receipt);
    parts.metrics().receipts(tracked.stage(), receipts.size());
    Anchored anchored = tracked.anchored();
    if (tracked.stage() == Tracked.Stage.PENDING) {
      long gas = parts.contract().gasUsed(anchored.transaction());
      parts.metrics().anchored(anchored.settlements(), gas);
      LOG.info(
          "{}: {} settlements anchored in block {} with {} gas",
          anchored.range(),
          anchored.settlements(),
          anchored.block().number(),
          gas);
    } else if (tracked.stage() == Tracked.Stage.WITHDRAWN) {
      LOG.warn(
          "{} is withdrawn: its block {} is gone", anchored.range(), anchored.block().number());
    }
  }

  /**
   * The batch that was anchored, from the archive or, when another writer anchored it, made again
   * from the log.
   */
  private Optional<Batch> archived(Anchored anchored) {
    try {
      Optional<ArchivedBatch> ours =
          parts.archive().at(anchored.range().lane(), anchored.range().first());
      if (ours.isEmpty()) {
        return rebuilt(anchored);
      }
      Batch batch = ours.get().batch();
      if (batch.range().equals(anchored.range()) && batch.root().equals(anchored.root())) {
        return Optional.of(batch);
      }
      LOG.warn(
          "{}: the chain has another batch than the archive, which is set aside", anchored.range());
      parts.archive().setAside(ours.get().file());
    } catch (DamagedArchiveException e) {
      LOG.warn("{}; it is set aside", e.getMessage());
      parts.archive().setAside(e.file());
    }
    return rebuilt(anchored);
  }

  private Optional<Batch> rebuilt(Anchored anchored) {
    try {
      var range = anchored.range();
      Batch batch = parts.reader().batch(range, parts.source().read(range));
      if (batch.root().equals(anchored.root())) {
        LOG.info(
            "{} was anchored by another writer; its archive is made again from the log", range);
        return Optional.of(parts.archive().write(batch).batch());
      }
      LOG.error(
          "{} is anchored with root {}, but the log gives {}: no receipts for it; find out who may"
              + " anchor on {}",
          range,
          anchored.root(),
          batch.root(),
          parts.contract().address());
    } catch (OffsetOutOfRangeException e) {
      LOG.error(
          "{} is anchored, but neither archive nor log have it any more: no receipts for it",
          anchored.range());
    }
    return Optional.empty();
  }
}
