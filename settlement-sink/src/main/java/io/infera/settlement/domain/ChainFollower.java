package io.infera.settlement.domain;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the chain's events and writes the receipts that follow from them. A batch is on the chain
 * because the chain says so, whoever sent it and however often: so nothing about transactions has
 * to be remembered over a crash.
 */
public final class ChainFollower {
  private static final Logger LOG = LoggerFactory.getLogger(ChainFollower.class);

  private final Parts parts;
  private final AnchorBook book;

  /**
   * What it works with.
   *
   * @param firstBlock a block not after the contract's creation
   */
  public record Parts(
      ChainView chain,
      long firstBlock,
      BatchStore store,
      BatchMaker<?> maker,
      BookStore books,
      ReceiptTeller teller,
      SinkEvents events,
      Step.Listener steps) {}

  public ChainFollower(Parts parts) {
    this.parts = parts;
    this.book = parts.books().load();
  }

  /**
   * Follows the chain to a head. What fails half way is done again at the next call.
   *
   * @param positions where each lane stands at the head
   * @return false when the chain's events do not lead to these positions: an endpoint that answers
   *     from several nodes can lack the last ones for a while, so they are read again
   */
  public boolean follow(Block head, List<Long> positions) {
    if (book.behind(head)) {
      return true;
    }
    if (book.cursor().filter(head::equals).isPresent() && book.untold().isEmpty()) {
      return true;
    }
    rewind(head);
    if (book.cursor().filter(last -> last.number() > head.number()).isPresent()) {
      return true;
    }
    long from = book.cursor().map(block -> block.number() + 1).orElse(parts.firstBlock());
    List<Anchored> found =
        from <= head.number() ? parts.chain().anchored(from, head.number()) : List.of();
    parts.steps().at(Step.READ);
    LaneStands stands = LaneStands.of(positions);
    if (!book.stands().lead(found, stands)) {
      return false;
    }
    book.add(found);
    boolean news = tell();
    book.advance(head, stands, parts.chain().finalBelow(head));
    news |= tell();
    if (news) {
      parts.books().save(book);
      parts.steps().at(Step.KEPT);
    }
    return true;
  }

  private void rewind(Block head) {
    int gone = book.rewind(this::canonical);
    if (gone > 0) {
      parts.events().reorganised();
      LOG.warn(
          "The chain was reorganised: {} of the blocks seen are gone, head is {}",
          gone,
          head.number());
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
    parts.books().save(book);
    parts.steps().at(Step.NOTED);
    for (Tracked tracked : news) {
      batch(tracked).ifPresent(batch -> tell(tracked, batch));
    }
    parts.steps().at(Step.HANDED);
    parts.teller().flush();
    parts.steps().at(Step.TOLD);
    book.told();
    return true;
  }

  private void tell(Tracked tracked, Batch batch) {
    parts.teller().tell(tracked, batch);
    parts.events().told(tracked, batch.settlements().size());
    if (tracked.stage() == Tracked.Stage.WITHDRAWN) {
      Anchored anchored = tracked.anchored();
      LOG.warn(
          "{} is withdrawn: its block {} is gone", anchored.range(), anchored.block().number());
    }
  }

  /**
   * The batch that receipts are written for, from the archive or, when another writer anchored it,
   * made again from the log. Then it takes its place in the archive, unless it is withdrawn: what
   * is there may be on its way.
   */
  private Optional<Batch> batch(Tracked tracked) {
    Anchored anchored = tracked.anchored();
    Optional<ArchivedBatch> ours = archivedAt(anchored.range());
    if (ours.filter(batch -> isOf(batch.batch(), anchored)).isPresent()) {
      requireDigest(ours.get(), anchored);
      return ours.map(ArchivedBatch::batch);
    }
    Optional<Batch> rebuilt = rebuilt(anchored);
    if (rebuilt.isPresent() && tracked.stage() != Tracked.Stage.WITHDRAWN) {
      if (ours.isPresent()) {
        LOG.warn(
            "{}: the chain has another batch than the archive, which is set aside",
            anchored.range());
        parts.store().setAside(anchored.range().lane(), anchored.range().first());
      }
      LOG.info(
          "{} was anchored by another writer; its archive is made from the log", anchored.range());
      requireDigest(parts.store().write(rebuilt.get()), anchored);
    }
    return rebuilt;
  }

  private static boolean isOf(Batch batch, Anchored anchored) {
    return batch.range().equals(anchored.range()) && batch.root().equals(anchored.root());
  }

  private static void requireDigest(ArchivedBatch archived, Anchored anchored) {
    if (!archived.digest().equals(anchored.archiveDigest())) {
      LOG.error(
          "{} is anchored with archive digest {}, but {} has {}: whoever anchored it writes archives"
              + " of another version; keep that one's file, or nobody can check its receipts",
          anchored.range(),
          anchored.archiveDigest(),
          archived.file(),
          archived.digest());
    }
  }

  private Optional<ArchivedBatch> archivedAt(OffsetRange range) {
    try {
      return parts.store().at(range.lane(), range.first());
    } catch (DamagedArchiveException e) {
      LOG.warn("{}; it is set aside", e.getMessage());
      parts.store().setAside(range.lane(), range.first());
      return Optional.empty();
    }
  }

  private Optional<Batch> rebuilt(Anchored anchored) {
    Optional<Batch> batch = parts.maker().again(anchored.range());
    if (batch.isEmpty()) {
      LOG.error(
          "{} is anchored, but neither archive nor log have it any more: no receipts for it",
          anchored.range());
    } else if (!batch.get().root().equals(anchored.root())) {
      LOG.error(
          "{} is anchored with root {}, but the log gives {}: no receipts for it; find out who may"
              + " anchor",
          anchored.range(),
          anchored.root(),
          batch.get().root());
      return Optional.empty();
    }
    return batch;
  }
}
