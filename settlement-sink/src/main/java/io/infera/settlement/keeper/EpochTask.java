package io.infera.settlement.keeper;

import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.rewards.EpochFile;
import io.infera.settlement.rewards.EpochMismatchException;
import io.infera.settlement.rewards.RewardBook;
import io.infera.settlement.rewards.RewardHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts epochs, where the key may, and activates those that have waited. Every epoch that somebody
 * posted is made again from archive and chain; one that differs is not activated, and vetoed where
 * the key may.
 */
final class EpochTask implements KeeperTask {
  private static final Logger LOG = LoggerFactory.getLogger(EpochTask.class);

  private final KeptArchive kept;
  private final Contract rewards;
  private final Contract token;
  private final Path files;
  private final Sender sender;
  private final Duration length;
  private RewardBook book;
  private String complaint = "";

  /**
   * @param files directory of the epochs' files
   * @param length how long after an epoch was posted the next one is
   */
  EpochTask(
      KeptArchive kept,
      Contract rewards,
      Contract token,
      Path files,
      Sender sender,
      Duration length) {
    this.kept = kept;
    this.rewards = rewards;
    this.token = token;
    this.files = files;
    this.sender = sender;
    this.length = length;
    forget();
    kept.beforeRereading(this::forget);
  }

  /** Takes the epochs from the first on. */
  private void forget() {
    book = kept.book(token);
    complaint = "";
  }

  /** What is wrong with an epoch that somebody posted. */
  @Override
  public Optional<String> trouble() {
    return Optional.of(complaint).filter(text -> !text.isEmpty());
  }

  /** The last active epoch. */
  Optional<EpochStatement> active() {
    return book.active();
  }

  @Override
  public String name() {
    return "epochs";
  }

  @Override
  public String state() {
    return "epoch %d active".formatted(active().map(EpochStatement::number).orElse(0L));
  }

  /** Does what is to be done next. */
  @Override
  public int turn() {
    kept.refresh();
    act();
    return sender.await();
  }

  private void act() {
    try {
      for (EpochStatement taken : book.takeUntil(Long.MAX_VALUE)) {
        EpochFile.write(files.resolve(EpochFile.name(taken.number())), taken);
        LOG.info("Epoch {} is active, and as archive and chain give it", taken.number());
      }
      deleteAfter(active().map(EpochStatement::number).orElse(0L));
      Optional<RewardHistory.Posted> pending = kept.history().pending();
      if (pending.isPresent()) {
        attend(pending.get());
      } else {
        post();
      }
      complaint = "";
    } catch (EpochMismatchException e) {
      complain(e);
    }
  }

  /** Files of epochs that were active before the chain was reorganised. */
  private void deleteAfter(long number) {
    long next = number + 1;
    while (EpochFile.delete(files.resolve(EpochFile.name(next)))) {
      next++;
    }
  }

  private void attend(RewardHistory.Posted pending) {
    if (waits(pending)) {
      book.check(pending);
      if (waitsUntil() <= kept.head().time().getEpochSecond()) {
        sender.send(Call.of(rewards, "activate"));
      }
    }
  }

  /** Whether what was read to be pending is what waits now: it may have been vetoed since. */
  private boolean waits(RewardHistory.Posted pending) {
    return waitsUntil() != 0 && rewards.ask("pending").get(0).equals(pending.root());
  }

  /** When what waits can be activated; 0 when nothing waits. */
  private long waitsUntil() {
    return rewards.number("pendingFrom").longValueExact();
  }

  private void complain(EpochMismatchException e) {
    if (!kept.stands()) {
      // Read while the chain was reorganised: the next turn reads it again.
      return;
    }
    if (!e.getMessage().equals(complaint)) {
      LOG.error("{}: this keeper does not activate it", e.getMessage());
    }
    complaint = e.getMessage();
    boolean waits = kept.history().pending().filter(this::waits).isPresent();
    if (waits && has("VETO_ROLE")) {
      sender.send(Call.of(rewards, "veto"));
    }
  }

  private void post() {
    if (waitsUntil() != 0 || !has("POSTER_ROLE") || !isDue()) {
      return;
    }
    List<Long> heads = kept.history().heads();
    EpochStatement next = book.next(heads, kept.deep());
    if (next.root().isEmpty() || next.root().equals(book.active().flatMap(EpochStatement::root))) {
      return;
    }
    boolean sent =
        sender.send(
            Call.of(
                rewards,
                "post",
                next.number(),
                next.root().get(),
                next.fees(),
                next.emission(),
                book.heads(),
                heads));
    if (sent) {
      LOG.info("Epoch {} is posted, with root {}", next.number(), next.root().get());
    }
  }

  /** The chain says when one was posted last, whoever did; so a restart posts none too early. */
  private boolean isDue() {
    return kept.history()
        .lastPosted()
        .map(posted -> kept.time(posted.block()).plus(length))
        .filter(kept.head().time()::isBefore)
        .isEmpty();
  }

  private boolean has(String role) {
    return rewards.one(Boolean.class, "hasRole", Keccak.of(role), sender.address());
  }

  @Override
  public void close() {
    // What it uses belongs to the keeper.
  }
}
