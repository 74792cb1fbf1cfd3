package io.infera.settlement.economy;

import io.infera.settlement.chain.ContractAbi;
import java.util.Arrays;

/** The contracts of a network, in the order in which they are created. */
public enum EconomyContract {
  TOKEN("InferToken"),
  LOG("SettlementLog"),
  MODELS("ModelRegistry"),
  TIMELOCK("InferTimelock"),
  STAKING("NodeStaking"),
  REWARDS("RewardDistributor"),
  ESCROW("RequestEscrow"),
  GATEWAY("InferenceGateway"),
  GOVERNOR("InferGovernor");

  private final String title;

  EconomyContract(String title) {
    this.title = title;
  }

  /** Its name in Solidity. */
  public String title() {
    return title;
  }

  /** What it can be asked and told. */
  public ContractAbi abi() {
    return ContractAbi.load(title);
  }

  static EconomyContract titled(String title) {
    return Arrays.stream(values())
        .filter(contract -> contract.title.equals(title))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no contract of a network is called " + title));
  }
}
