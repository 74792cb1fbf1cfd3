package io.infera.settlement.economy;

import io.infera.runtime.InferAmount;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Permit;
import java.time.Duration;
import java.util.Arrays;

/**
 * Calls that bring INFER to a contract in one transaction, by a permit that the owner signs: no
 * approval goes before, and none stays.
 */
public final class PermittedCall {
  private static final Duration VALID = Duration.ofHours(1);
  private static final int V = 2 * Bytes32.LENGTH;

  private PermittedCall() {}

  /** Stakes for oneself. */
  public static Call stake(ChainClient chain, Economy economy, Identity node, InferAmount amount) {
    return of(chain, economy, EconomyContract.STAKING, "stakeWithPermit", node, amount);
  }

  /** Deposits for oneself what requests may cost. */
  public static Call deposit(
      ChainClient chain, Economy economy, Identity requester, InferAmount amount) {
    return of(chain, economy, EconomyContract.ESCROW, "depositWithPermit", requester, amount);
  }

  private static Call of(
      ChainClient chain,
      Economy economy,
      EconomyContract spender,
      String function,
      Identity owner,
      InferAmount amount) {
    Contract token = economy.contract(chain, EconomyContract.TOKEN);
    Contract contract = economy.contract(chain, spender);
    long deadline = chain.head().time().plus(VALID).getEpochSecond();
    byte[] signature =
        new Permit(
                contract.address().text(),
                amount.units(),
                token.number("nonces", owner.address()),
                deadline)
            .sign(owner, economy.chainId(), token.address().text());
    return Call.of(
        contract,
        function,
        owner.address(),
        amount.units(),
        deadline,
        signature[V],
        Arrays.copyOfRange(signature, 0, Bytes32.LENGTH),
        Arrays.copyOfRange(signature, Bytes32.LENGTH, V));
  }
}
