package io.infera.settlement.commands;

import io.infera.schemas.identity.Identity;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Account.Done;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.math.BigInteger;

/** The contracts of a network, asked and told by a command. */
final class ChainDesk implements AutoCloseable {
  private final Economy economy;
  private final ChainClient chain;

  private ChainDesk(Economy economy, ChainClient chain) {
    this.economy = economy;
    this.chain = chain;
  }

  static ChainDesk open(ChainOptions options) {
    Economy economy = options.economy();
    return new ChainDesk(economy, options.chain(economy));
  }

  Economy economy() {
    return economy;
  }

  ChainClient chain() {
    return chain;
  }

  Contract contract(EconomyContract which) {
    return economy.contract(chain, which);
  }

  /** What signs and sends. */
  Signer signer(KeyOption key) {
    return Signer.load(key.file(), key.password(), economy.chainId());
  }

  /** A key that also signs what is no transaction, such as permits. */
  static Identity identity(KeyOption key) {
    return Signer.identity(key.file(), key.password());
  }

  /**
   * Sends a call and waits for it, unless it is only to be tried.
   *
   * @param done what to say of it; its facts follow
   * @throws io.infera.settlement.chain.ContractRevertedException when the contract refuses
   */
  Facts carryOut(KeyOption key, Call call, String done) {
    Account account = account(key);
    if (key.dryRun()) {
      return new Facts("Would be done, and would not be refused now: " + done)
          .with("call", call)
          .with("contract", call.to())
          .with("from", account.address())
          .with("gas limit", account.gasLimit(call));
    }
    Done carried = account.carryOut(call, key.fees().confirmations());
    return new Facts(done)
        .with("transaction", carried.transaction())
        .with("block", carried.block())
        .with("gas", carried.gasUsed());
  }

  /**
   * The gas that a call may use, found by trying it and sending nothing.
   *
   * @throws io.infera.settlement.chain.ContractRevertedException when it would be refused now
   */
  BigInteger rehearse(KeyOption key, Call call) {
    return account(key).gasLimit(call);
  }

  private Account account(KeyOption key) {
    FeeOptions fees = key.fees();
    return new Account(chain, signer(key), fees.policy(), fees.resendAfter());
  }

  @Override
  public void close() {
    chain.close();
  }
}
