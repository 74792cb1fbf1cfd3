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
  private final RewardBook book;
  private final Path files;
  private final Sender sender;
  private final Duration length;
  private long postedAt;
  private String complaint = "";

  /**
   * @param files directory of the epochs' files
   * @param length how long after an epoch was posted the next one is
   */
  EpochTask(
      KeptArchive kept,
      Contract rewards,
      RewardBook book,
      Path files,
      Sender sender,
      Duration length) {
    this.kept = kept;
    this.rewards = rewards;
    this.book = book;
    this.files = files;
    this.sender = sender;
    this.length = length;
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

  private void attend(RewardHistory.Posted pending) {
    long from = waitsUntil();
    if (from != 0) {
      book.check(pending);
      if (from <= kept.head().time().getEpochSecond()) {
        sender.send(Call.of(rewards, "activate"));
      }
    }
  }

  /** When what waits can be activated; 0 when nothing waits. */
  private long waitsUntil() {
    return rewards.number("pendingFrom").longValueExact();
  }

  private void complain(EpochMismatchException e) {
    if (!e.getMessage().equals(complaint)) {
      LOG.error("{}: this keeper does not activate it", e.getMessage());
    }
    complaint = e.getMessage();
    if (waitsUntil() != 0 && has("VETO_ROLE")) {
      sender.send(Call.of(rewards, "veto"));
    }
  }

  private void post() {
    long now = kept.head().time().getEpochSecond();
    boolean due = now - postedAt >= length.toSeconds();
    if (!due || waitsUntil() != 0 || !has("POSTER_ROLE")) {
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
      postedAt = now;
      LOG.info("Epoch {} is posted, with root {}", next.number(), next.root().get());
    }
  }

  private boolean has(String role) {
    return rewards.one(Boolean.class, "hasRole", Keccak.of(role), sender.address());
  }

  @Override
  public void close() {
    // What it uses belongs to the keeper.
  }
}
