package io.infera.settlement.commands;

import io.infera.runtime.InferAmount;
import io.infera.settlement.economy.EconomyContract;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** A node's stake, as the contract has it now. */
record Stake(
    InferAmount bonded,
    InferAmount unbonding,
    Instant withdrawableAt,
    int rung,
    int openCases,
    boolean ejected) {
  static Stake of(ChainDesk desk, String node) {
    List<Object> values = desk.contract(EconomyContract.STAKING).ask("stakes", node);
    return new Stake(
        Amounts.units(values.get(0)),
        Amounts.units(values.get(1)),
        Instant.ofEpochSecond(((BigInteger) values.get(2)).longValueExact()),
        ((BigInteger) values.get(3)).intValueExact(),
        ((BigInteger) values.get(4)).intValueExact(),
        (Boolean) values.get(5));
  }
}
