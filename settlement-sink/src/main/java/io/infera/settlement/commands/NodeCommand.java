package io.infera.settlement.commands;

import io.infera.runtime.InferAmount;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.economy.EconomyContract;
import io.infera.settlement.economy.PermittedCall;
import io.infera.settlement.rewards.RewardAudit;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A node's money: what it has at stake, and what it has earned. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "What a node has at stake, and what it has earned. Amounts are in INFER or uINFER (millionths). With --dry-run",
      "nothing is sent."
    },
    footer = {
      "",
      "Examples:",
      "  node stake 500 INFER --key node.key",
      "  node status 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e"
    })
public final class NodeCommand implements Runnable {
  private static final int CLAIM_ATTEMPTS = 3;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what: stake, unbond, withdraw, claim, appeal or status");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Adds to a node's stake, by a permit: one transaction, and no approval before. A node below the minimum is not",
        "drawn."
      },
      footer = {"", "Example:", "  node stake 500 INFER --key node.key"})
  int stake(
      @Mixin ChainOptions chain,
      @Mixin KeyOption key,
      @Parameters(arity = "1..2", paramLabel = "AMOUNT", description = "For instance 500 INFER.")
          List<String> words) {
    InferAmount amount = Amounts.of(spec, words);
    return ChainCommands.run(
        spec,
        chain,
        desk -> {
          Identity node = ChainDesk.identity(key);
          Call call = PermittedCall.stake(desk.chain(), desk.economy(), node, amount);
          Facts facts =
              desk.carryOut(key, call, "%s staked for %s".formatted(amount, node.address()));
          return facts.with("at stake", bonded(desk, node.address()));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Begins to take stake out. It can be slashed until it has left, and what stays must be the minimum, or nothing."
      },
      footer = {"", "Example:", "  node unbond 200 INFER --key node.key"})
  int unbond(
      @Mixin ChainOptions chain,
      @Mixin KeyOption key,
      @Parameters(arity = "1..2", paramLabel = "AMOUNT", description = "For instance 200 INFER.")
          List<String> words) {
    InferAmount amount = Amounts.of(spec, words);
    return ChainCommands.run(
        spec,
        chain,
        desk -> {
          Contract staking = desk.contract(EconomyContract.STAKING);
          Facts facts =
              desk.carryOut(
                  key, Call.of(staking, "unbond", amount.units()), amount + " begin to leave");
          Stake stake = Stake.of(desk, desk.signer(key).address().text());
          return facts
              .with("at stake", stake.bonded())
              .with("leaving", stake.unbonding())
              .with("leaves at", stake.withdrawableAt());
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Takes out what has unbonded. Not while a case is open.",
      footer = {"", "Example:", "  node withdraw --key node.key"})
  int withdraw(@Mixin ChainOptions chain, @Mixin KeyOption key, @Mixin ReceiverOption to) {
    return ChainCommands.run(
        spec,
        chain,
        desk -> {
          EvmAddress own = desk.signer(key).address();
          String receiver = to.address(own);
          InferAmount amount = Stake.of(desk, own.text()).unbonding();
          Call call = Call.of(desk.contract(EconomyContract.STAKING), "withdraw", receiver);
          return desk.carryOut(key, call, "%s withdrawn to %s".formatted(amount, receiver));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Has a node paid what it has earned under the active epoch and was not paid. Anyone may send it; it goes to the",
        "node. The proof is made from archive and chain."
      },
      footer = {
        "",
        "Examples:",
        "  node claim --key node.key",
        "  node claim 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e --key anyone.key"
      })
  int claim(
      @Mixin ChainOptions chain,
      @Mixin KeyOption key,
      @Mixin ArchiveOption archive,
      @Parameters(
              arity = "0..1",
              paramLabel = "NODE",
              description = "Whose earnings (default: the key's).")
          String node) {
    return ChainCommands.run(
        spec,
        chain,
        desk -> {
          String earner = node == null ? desk.signer(key).address().text() : Nodes.address(node);
          return claim(desk, key, archive.directory(), earner);
        });
  }

  /** Another epoch may become active between the proof and its use; then it is proven anew. */
  private static Facts claim(ChainDesk desk, KeyOption key, Path archive, String earner) {
    for (int attempt = 1; ; attempt++) {
      EpochStatement epoch =
          new RewardAudit(desk.chain(), desk.economy(), archive)
              .active()
              .orElseThrow(() -> new IllegalStateException("no epoch is active yet"));
      try {
        return claim(desk, key, epoch, earner);
      } catch (ContractRevertedException e) {
        if (!e.is("NotInEpoch") || attempt == CLAIM_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static Facts claim(ChainDesk desk, KeyOption key, EpochStatement epoch, String earner) {
    Earning earning =
        epoch
            .earning(earner)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "%s has earned nothing until epoch %d".formatted(earner, epoch.number())));
    Contract rewards = desk.contract(EconomyContract.REWARDS);
    List<Object> before = rewards.ask("paid", earner);
    InferAmount fees =
        new InferAmount(earning.fees().subtract(Amounts.units(before.get(0)).units()));
    InferAmount emission =
        new InferAmount(earning.emission().subtract(Amounts.units(before.get(1)).units()));
    Call call =
        Call.of(
            rewards,
            "claim",
            earner,
            earning.fees(),
            earning.emission(),
            earning.work(),
            epoch.proof(earning.leaf()));
    return desk.carryOut(key, call, "%s claimed for %s".formatted(fees.plus(emission), earner))
        .with("epoch", epoch.number())
        .with("fees", fees)
        .with("emission", emission)
        .with("verified tokens", earning.work());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Answers an accusation, with a bond that is lost unless the arbiter acquits. Once a case, before it is carried",
        "out."
      },
      footer = {
        "",
        "Example:",
        "  node appeal 0xd69c…/r-17 --reason 'wrong weights were pinned' --key node.key"
      })
  int appeal(
      @Mixin ChainOptions chain,
      @Mixin KeyOption key,
      @Option(names = "--reason", required = true, description = "What the arbiter should look at.")
          String reason,
      @Parameters(paramLabel = "REQUEST", description = "requester/requestId of the case.")
          String request) {
    int slash = request.indexOf('/');
    if (slash < 1) {
      throw new ParameterException(
          spec.commandLine(), "expected requester/requestId, found " + request);
    }
    return ChainCommands.run(
        spec,
        chain,
        desk -> {
          Call call =
              Call.of(
                  desk.contract(EconomyContract.STAKING),
                  "appeal",
                  new EvmAddress(request.substring(0, slash)).text(),
                  Keccak.of(request.substring(slash + 1)),
                  reason);
          String node = desk.signer(key).address().text();
          return new Appeal(desk, key, call)
              .carryOut("%s appeals about %s".formatted(node, request));
        });
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Tells what nodes have at stake and were paid, as the chain has it.",
      footer = {
        "",
        "Examples:",
        "  node status",
        "  node status 0x61458e2f7a895f14f445cbc4651e625bfbb4cc5e --json"
      })
  int status(
      @Mixin ChainOptions chain,
      @Parameters(
              arity = "0..*",
              paramLabel = "NODE",
              description = "Which nodes (default: all that ever staked).")
          List<String> nodes) {
    return ChainCommands.run(
        spec,
        () -> {
          try (ChainDesk desk = ChainDesk.open(chain)) {
            ChainCommands.print(spec, NodeStatus.of(desk, nodes).shown(chain.json()));
            return 0;
          }
        });
  }

  private static InferAmount bonded(ChainDesk desk, String node) {
    return Stake.of(desk, node).bonded();
  }
}
