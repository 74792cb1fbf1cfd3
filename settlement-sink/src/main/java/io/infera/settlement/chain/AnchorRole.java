package io.infera.settlement.chain;

import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the lanes' accounts anchor. Whoever created the contract may grant that; where another
 * administers it, they wait until they are granted it.
 */
public final class AnchorRole {
  private static final Logger LOG = LoggerFactory.getLogger(AnchorRole.class);
  private static final Bytes32 ADMIN = Bytes32.ZERO;
  private static final Bytes32 ANCHOR = Keccak.of("ANCHOR_ROLE");

  private final Contract contract;
  private final Account creator;

  /**
   * @param creator grants it, if it can
   */
  public AnchorRole(ChainClient chain, EvmAddress contract, Account creator) {
    this.contract = new Contract(chain, ContractAbi.load(SettlementLog.ARTIFACT.name()), contract);
    this.creator = creator;
  }

  /** Grants it to an account that has it not, and waits for it. */
  public void ensure(EvmAddress account) {
    if (!has(ANCHOR, account) && has(ADMIN, creator.address())) {
      creator.carryOut(Call.of(contract, "grantRole", ANCHOR, account.text()));
      LOG.info("{} may anchor", account);
    }
  }

  private boolean has(Bytes32 role, EvmAddress account) {
    return contract.one(Boolean.class, "hasRole", role, account.text());
  }
}
