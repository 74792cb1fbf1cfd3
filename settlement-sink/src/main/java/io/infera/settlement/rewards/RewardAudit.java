package io.infera.settlement.rewards;

import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.rewards.RewardHistory.Posted;
import java.nio.file.Path;
import java.util.Optional;

/** Epochs made again from archive and chain, for whoever wants to know rather than to believe. */
public final class RewardAudit {
  private final RewardHistory history;
  private final RewardBook book;

  /** Reads all that the chain says until now. */
  public RewardAudit(ChainClient chain, Economy economy, Path archive) {
    Contract token = economy.contract(chain, EconomyContract.TOKEN);
    this.history = new RewardHistory(chain, economy);
    this.book =
        new RewardBook(
            new Archive(archive, economy.networkId()),
            history,
            economy.address(EconomyContract.GATEWAY).text(),
            time -> token.number("released", time.getEpochSecond()));
    history.readTo(chain.head().number());
  }

  /** The last active epoch, made again; empty when there is none. */
  public Optional<EpochStatement> active() {
    book.takeUntil(Long.MAX_VALUE);
    return book.active();
  }

  /** Number of the last active epoch; 0 when there is none. */
  public long lastActive() {
    return history.active().size();
  }

  /**
   * An epoch that is active, or waits, made again.
   *
   * @throws EpochMismatchException when it, or one before it, is not what archive and chain give
   * @throws IllegalArgumentException when it was not posted
   */
  public EpochStatement verify(long number) {
    Optional<Posted> pending = history.pending().filter(posted -> posted.number() == number);
    if (number < 1 || number > lastActive() && pending.isEmpty()) {
      throw new IllegalArgumentException(
          "epoch %d was not posted: epochs 1 to %d are active%s"
              .formatted(
                  number,
                  lastActive(),
                  history
                      .pending()
                      .map(posted -> ", and " + posted.number() + " waits")
                      .orElse("")));
    }
    book.takeUntil(number);
    return number <= lastActive() ? book.active().orElseThrow() : book.check(pending.get());
  }
}
