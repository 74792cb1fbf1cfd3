package io.infera.settlement.keeper;

import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Account.Sent;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ContractRevertedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the duties find to do, all of a turn at once. What a contract refuses because somebody
 * else was faster, or because it is too early, is no failure: the next turn looks at the contract
 * again.
 */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** What two keepers say to each other. */
  private static final Set<String> OVERTAKEN =
      Set.of(
          "AccusedBefore",
          "CaseIs",
          "NotYet",
          "Waits",
          "NothingWaits",
          "WrongNumber",
          "NothingDue",
          "NotOpen");

  private final Account account;
  private final KeeperMetrics metrics;
  private final List<Sent> sent = new ArrayList<>();

  Sender(Account account, KeeperMetrics metrics) {
    this.account = account;
    this.metrics = metrics;
  }

  String address() {
    return account.address().text();
  }

  /**
   * Sends a call, unless the contract would refuse it now.
   *
   * @return false when it would
   */
  boolean send(Call call) {
    try {
      sent.add(account.send(call));
      return true;
    } catch (ContractRevertedException e) {
      refused(call, e);
      return false;
    }
  }

  private void refused(Call call, ContractRevertedException e) {
    boolean overtaken = e.error().filter(error -> OVERTAKEN.contains(error.name())).isPresent();
    metrics.refused(call.toString(), overtaken);
    if (overtaken) {
      LOG.debug("{}", e.getMessage());
    } else {
      LOG.warn("{}", e.getMessage());
    }
  }

  /**
   * Waits until all that was sent is in blocks.
   *
   * @return how many were carried out
   */
  int await() {
    int carriedOut = 0;
    for (Sent one : List.copyOf(sent)) {
      sent.remove(one);
      try {
        Account.Done done = account.await(one);
        metrics.gas(one.call().toString(), done.gasUsed());
        carriedOut++;
        LOG.info("{}: {} with {} gas", one.call(), done.transaction(), done.gasUsed());
      } catch (ContractRevertedException e) {
        refused(one.call(), e);
      }
    }
    return carriedOut;
  }
}
