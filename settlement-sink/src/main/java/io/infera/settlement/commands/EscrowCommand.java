package io.infera.settlement.commands;

import io.infera.runtime.InferAmount;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.economy.PermittedCall;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A requester's money: what it pays from. */
@Command(
    name = "escrow",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "What a requester pays from. Amounts are in INFER or uINFER (millionths). With --dry-run nothing is sent."
    },
    footer = {"", "Examples:", "  escrow deposit 100 INFER --key requester.key", "  escrow status"})
public final class EscrowCommand implements Runnable {
  private static final int BLOCKS_PER_QUERY = 2_000;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what: deposit, withdraw or status");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Adds to a requester's deposit, by a permit: one transaction, and no approval before.",
      footer = {"", "Example:", "  escrow deposit 100 INFER --key requester.key"})
  int deposit(
      @Mixin ChainOptions chain,
      @Mixin KeyOption key,
      @Parameters(arity = "1..2", paramLabel = "AMOUNT", description = "For instance 100 INFER.")
          List<String> words) {
    InferAmount amount = Amounts.of(spec, words);
    return ChainCommands.run(
        spec,
        chain,
        desk -> {
          Identity requester = ChainDesk.identity(key);
          Call call = PermittedCall.deposit(desk.chain(), desk.economy(), requester, amount);
          return account(
              desk,
              requester.address(),
              desk.carryOut(
                  key, call, "%s deposited for %s".formatted(amount, requester.address())));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "With an amount, asks for its withdrawal; until its delay has passed it can still be debited. Without, takes out",
        "what has waited long enough."
      },
      footer = {
        "",
        "Examples:",
        "  escrow withdraw 50 INFER --key requester.key",
        "  escrow withdraw --key requester.key"
      })
  int withdraw(
      @Mixin ChainOptions chain,
      @Mixin KeyOption key,
      @Mixin ReceiverOption to,
      @Parameters(arity = "0..2", paramLabel = "AMOUNT", description = "For instance 50 INFER.")
          List<String> words) {
    InferAmount amount = words == null || words.isEmpty() ? null : Amounts.of(spec, words);
    return ChainCommands.run(
        spec,
        chain,
        desk -> {
          Contract escrow = desk.contract(EconomyContract.ESCROW);
          EvmAddress own = desk.signer(key).address();
          String receiver = to.address(own);
          Facts facts =
              amount == null
                  ? desk.carryOut(
                      key, Call.of(escrow, "withdraw", receiver), "Withdrawn to " + receiver)
                  : desk.carryOut(
                      key,
                      Call.of(escrow, "requestWithdrawal", amount.units()),
                      amount + " are about to leave");
          return account(desk, own.text(), facts);
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Tells what a requester has deposited and was debited, as the chain has it.",
      footer = {
        "",
        "Examples:",
        "  escrow status",
        "  escrow status 0xd69c37a20d1ca7a1b2cdd4d0d3a7a5ff7b6e0a11 --json"
      })
  int status(
      @Mixin ChainOptions chain,
      @Parameters(arity = "1", paramLabel = "REQUESTER", description = "Its address.")
          String requester) {
    return ChainCommands.run(
        spec,
        chain,
        desk -> {
          String address = Nodes.address(requester);
          return account(desk, address, new Facts("Deposit of " + address))
              .with("debited", debited(desk, address));
        });
  }

  private static Facts account(ChainDesk desk, String requester, Facts facts) {
    List<Object> account = desk.contract(EconomyContract.ESCROW).ask("accounts", requester);
    facts.with("balance", Amounts.units(account.get(0)));
    InferAmount leaving = Amounts.units(account.get(1));
    if (leaving.units().signum() != 0) {
      facts
          .with("leaving", leaving)
          .with("leaves at", Instant.ofEpochSecond(((BigInteger) account.get(2)).longValueExact()));
    }
    return facts;
  }

  /** From the beginning on, for all models. */
  private static InferAmount debited(ChainDesk desk, String requester) {
    var events = new EventReader(desk.chain(), List.of(desk.contract(EconomyContract.ESCROW)));
    BigInteger sum = BigInteger.ZERO;
    long head = desk.chain().head().number();
    for (long from = desk.economy().block(); from <= head; from += BLOCKS_PER_QUERY) {
      for (var seen : events.read(from, Math.min(head, from + BLOCKS_PER_QUERY - 1))) {
        var values = seen.event().values();
        if (seen.event().name().equals("Debited")
            && values.get("requester").toString().equals(requester)) {
          sum = sum.add((BigInteger) values.get("amount"));
        }
      }
    }
    return new InferAmount(sum);
  }
}
