package io.infera.infra.local;

import io.infera.runtime.InferAmount;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Account.Done;
import io.infera.settlement.chain.Account.Sent;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.time.Duration;
import java.util.List;

/**
 * What a network that runs here has to give away: on a chain of its own, where neither is worth
 * anything, gas and INFER for whoever takes part.
 */
public final class LocalTreasury {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RESEND_AFTER = Duration.ofSeconds(10);

  private final Faucet faucet;
  private final Account treasury;
  private final Contract token;

  /**
   * @param treasury holds what is given
   */
  LocalTreasury(Faucet faucet, Account treasury, Contract token) {
    this.faucet = faucet;
    this.treasury = treasury;
    this.token = token;
  }

  /** Gives each account what gas costs, and INFER; returns when the chain has it. */
  List<Done> give(List<EvmAddress> accounts, InferAmount amount) {
    if (accounts.isEmpty()) {
      return List.of();
    }
    faucet.fill(accounts);
    List<Sent> sent =
        accounts.stream()
            .map(to -> treasury.send(Call.of(token, "transfer", to.text(), amount.units())))
            .toList();
    return sent.stream().map(treasury::await).toList();
  }

  /**
   * The same from outside of the process that runs the network.
   *
   * @param network runs on this state
   * @throws IllegalStateException when the network has no contracts but the log of settlements
   * @throws io.infera.settlement.chain.ContractRevertedException when the treasury has not so much
   */
  public static Done give(
      StateDirectory state, NetworkFile network, EvmAddress account, InferAmount amount) {
    Economy economy = Economy.require(state.contracts());
    try (var chain = new ChainClient(network.evmRpc(), TIMEOUT)) {
      Signer signer = Signer.load(state.key(LocalEconomy.TREASURY), economy.chainId());
      return new LocalTreasury(
              new Faucet(network.evmRpc()),
              new Account(chain, signer, FeePolicy.USUAL, RESEND_AFTER),
              economy.contract(chain, EconomyContract.TOKEN))
          .give(List.of(account), amount)
          .get(0);
    }
  }
}
