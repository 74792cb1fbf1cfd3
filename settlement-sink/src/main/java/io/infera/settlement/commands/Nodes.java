package io.infera.settlement.commands;

import io.infera.runtime.InferAmount;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.economy.EconomyContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Nodes as people name them. */
final class Nodes {
  private static final int APPEAL_BOND = 2;

  private Nodes() {}

  /** The address of a node; where keys are kept in one directory, a name stands for its address. */
  static String address(String node) {
    return Optional.ofNullable(System.getProperty(ChainCommands.KEYS_PROPERTY))
        .map(directory -> Path.of(directory, node + ".key"))
        .filter(Files::exists)
        .map(file -> Identity.load(file).address())
        .orElseGet(() -> new EvmAddress(node).text());
  }

  /** What an appeal costs if it fails. */
  static InferAmount appealBond(Contract staking) {
    return Amounts.units(((List<?>) staking.ask("parameters").get(0)).get(APPEAL_BOND));
  }

  /** Lets the stakes' contract take a bond, where it may not yet. */
  static void approve(ChainDesk desk, KeyOption key, InferAmount bond) {
    Contract token = desk.contract(EconomyContract.TOKEN);
    String owner = desk.signer(key).address().text();
    String spender = desk.economy().address(EconomyContract.STAKING).text();
    boolean enough = token.number("allowance", owner, spender).compareTo(bond.units()) >= 0;
    if (!enough && !key.dryRun()) {
      desk.carryOut(key, Call.of(token, "approve", spender, bond.units()), "approved");
    }
  }
}
