package io.infera.settlement.commands;

import io.infera.runtime.InferAmount;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.economy.EconomyContract;
import java.util.List;

/**
 * An appeal and its bond. The stakes' contract takes the bond, which it must be allowed to: where
 * it is not yet, an approval goes before, in a transaction of its own. No permit will do, since the
 * contract takes none for a bond.
 */
final class Appeal {
  private static final int BOND = 2;

  private final ChainDesk desk;
  private final KeyOption key;
  private final Call appeal;
  private final Contract token;
  private final InferAmount bond;

  Appeal(ChainDesk desk, KeyOption key, Call appeal) {
    this.desk = desk;
    this.key = key;
    this.appeal = appeal;
    this.token = desk.contract(EconomyContract.TOKEN);
    Contract staking = desk.contract(EconomyContract.STAKING);
    this.bond = Amounts.units(((List<?>) staking.ask("parameters").get(0)).get(BOND));
  }

  /**
   * Appeals, after an approval where one is needed.
   *
   * @throws ContractRevertedException when it would be refused; then nothing was sent
   */
  Facts carryOut(String done) {
    if (allowed()) {
      return desk.carryOut(key, appeal, done).with("bond", bond);
    }
    rehearse();
    Call approval = Call.of(token, "approve", appeal.to(), bond.units());
    if (key.dryRun()) {
      return new Facts("Would be done after an approval, and would not be refused now: " + done)
          .with("bond", bond)
          .with("first", approval)
          .with("first contract", approval.to())
          .with("first gas limit", desk.rehearse(key, approval))
          .with("call", appeal)
          .with("contract", appeal.to())
          .with("from", desk.signer(key).address())
          .with("gas limit", "known after the approval");
    }
    Facts approved = desk.carryOut(key, approval, "approved");
    return desk.carryOut(key, appeal, done)
        .with("bond", bond)
        .with("approval", approved.value("transaction"));
  }

  private boolean allowed() {
    String owner = desk.signer(key).address().text();
    return token.number("allowance", owner, appeal.to()).compareTo(bond.units()) >= 0;
  }

  /**
   * Tries all that can be tried without the allowance. The contract takes the bond last, so an
   * appeal that fails for want of it has passed everything else; and whether there is a bond to
   * take, a transfer of it tells.
   */
  private void rehearse() {
    try {
      desk.rehearse(key, appeal);
    } catch (ContractRevertedException e) {
      if (!e.is("ERC20InsufficientAllowance")) {
        throw e;
      }
    }
    desk.rehearse(key, Call.of(token, "transfer", appeal.to(), bond.units()));
  }
}
