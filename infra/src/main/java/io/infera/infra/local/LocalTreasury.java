package io.infera.infra.local;

import io.infera.runtime.InferAmount;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.time.Duration;
import java.util.List;

/**
 * What a network that runs here has to give away: on a chain of its own, where neither is worth
 * anything, gas and INFER for whoever wants to take part.
 */
public final class LocalTreasury {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RESEND_AFTER = Duration.ofSeconds(10);

  private final StateDirectory state;
  private final NetworkFile network;

  /**
   * @param network runs on this state
   */
  public LocalTreasury(StateDirectory state, NetworkFile network) {
    this.state = state;
    this.network = network;
  }

  /**
   * Gives an account what gas costs, and INFER; returns when the chain has it.
   *
   * @throws IllegalStateException when the network has no contracts but the log of settlements
   * @throws io.infera.settlement.chain.ContractRevertedException when the treasury has not so much
   */
  public Account.Done give(EvmAddress to, InferAmount amount) {
    Economy economy = Economy.require(state.contracts());
    new Faucet(network.evmRpc()).fill(List.of(to));
    try (var chain = new ChainClient(network.evmRpc(), TIMEOUT)) {
      var treasury =
          new Account(
              chain,
              Signer.load(state.key(LocalEconomy.TREASURY), economy.chainId()),
              FeePolicy.USUAL,
              RESEND_AFTER);
      return treasury.carryOut(
          Call.of(
              economy.contract(chain, EconomyContract.TOKEN),
              "transfer",
              to.text(),
              amount.units()));
    }
  }
}
