package io.infera.settlement.domain;

import io.infera.settlement.domain.Tracked.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Follows the chain: which blocks were seen, and which batches stand in them. It notices a
 * reorganisation because a block that was seen is gone, withdraws what stood in it, and reads on
 * from the last block that is still there. What became of a batch is told (as receipts) before the
 * book forgets it, so after a crash it is told again.
 */
public final class AnchorBook {
  /**
   * Blocks remembered; a reorganisation deeper than these makes the book read the chain from the
   * contract's first block.
   */
  static final int TRAIL = 256;

  private final Deque<Seen> trail = new ArrayDeque<>();
  private final List<Tracked> tracked = new ArrayList<>();

  /**
   * A book as it was kept: the blocks in ascending order, the batches in the order they were seen.
   */
  public static AnchorBook of(Collection<Seen> trail, Collection<Tracked> tracked) {
    var book = new AnchorBook();
    book.trail.addAll(trail);
    book.tracked.addAll(tracked);
    return book;
  }

  public List<Seen> trail() {
    return List.copyOf(trail);
  }

  public List<Tracked> tracked() {
    return List.copyOf(tracked);
  }

  /** The last block up to which the chain was read. */
  public Optional<Block> cursor() {
    return Optional.ofNullable(trail.peekLast()).map(Seen::block);
  }

  /** Where the lanes stood after the last block up to which the chain was read. */
  LaneStands stands() {
    return trail.isEmpty() ? LaneStands.BEGIN : trail.getLast().stands();
  }

  /**
   * Whether a head was passed before: who says so has not heard of the last blocks yet, and takes
   * nothing back.
   */
  public boolean behind(Block head) {
    return cursor().filter(last -> last.number() > head.number()).isPresent()
        && trail.stream().anyMatch(seen -> seen.block().equals(head));
  }

  /**
   * Goes back to the last block that is still part of the chain, and withdraws the batches whose
   * blocks are not.
   *
   * @return how many of the remembered blocks are gone; 0 without a reorganisation
   */
  public int rewind(Predicate<Block> canonical) {
    int gone = 0;
    while (!trail.isEmpty() && !canonical.test(trail.getLast().block())) {
      trail.removeLast();
      gone++;
    }
    // Above the cursor stands something only now, or when a crash came between keeping a batch and
    // its block.
    tracked.replaceAll(batch -> withdrawn(batch, canonical));
    return gone;
  }

  private Tracked withdrawn(Tracked batch, Predicate<Block> canonical) {
    Block block = batch.anchored().block();
    boolean below = cursor().filter(ancestor -> block.number() <= ancestor.number()).isPresent();
    return batch.stage() == Stage.WITHDRAWN || below || canonical.test(block)
        ? batch
        : batch.at(Stage.WITHDRAWN);
  }

  /**
   * Batches that the chain has in blocks after the cursor, in the chain's order. Known ones stay as
   * they are.
   */
  public void add(List<Anchored> anchored) {
    for (Anchored batch : anchored) {
      boolean known =
          tracked.stream()
              .anyMatch(t -> t.stage() != Stage.WITHDRAWN && t.anchored().equals(batch));
      if (!known) {
        tracked.add(new Tracked(batch, Stage.PENDING, false));
      }
    }
  }

  /**
   * Moves the cursor to the chain's head; a batch becomes final once it is told as pending and its
   * block is.
   *
   * @param stands where the lanes stand at the head
   * @param finalBelow the highest block that is taken for final
   */
  public void advance(Block head, LaneStands stands, long finalBelow) {
    if (cursor().filter(head::equals).isEmpty()) {
      trail.addLast(new Seen(head, stands));
    }
    if (trail.size() > TRAIL) {
      trail.removeFirst();
    }
    tracked.replaceAll(
        batch -> {
          boolean deep = batch.anchored().block().number() <= finalBelow;
          return batch.stage() == Stage.PENDING && batch.told() && deep
              ? batch.at(Stage.FINAL)
              : batch;
        });
  }

  /** Batches whose receipts are to be written, in order. */
  public List<Tracked> untold() {
    return tracked.stream().filter(batch -> !batch.told()).toList();
  }

  /**
   * The receipts of everything untold are written. Batches that need no more watching are
   * forgotten.
   */
  public void told() {
    tracked.replaceAll(Tracked::afterTelling);
    long oldest = cursor().map(block -> block.number() - TRAIL).orElse(0L);
    tracked.removeIf(
        batch ->
            batch.stage() == Stage.WITHDRAWN
                || batch.stage() == Stage.FINAL && batch.anchored().block().number() < oldest);
  }
}
