package io.infera.settlement.economy;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.economy.EconomyPlan.Step;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Creates a network's contracts on any EVM chain. Exit 0 they are there, 1 they are not, 2 wrong
 * configuration or usage.
 */
@Command(
    name = "deploy-contracts",
    mixinStandardHelpOptions = true,
    description = {
      "Creates the contracts of a network on an EVM chain, gives the roles, and hands all of it to the timelock. What is",
      "there already is kept: after a crash, call it again. Addresses go into deployment.file.",
      "(A local network does this by itself.)"
    },
    footer = {
      "",
      "Example configuration (contracts.properties):",
      "  network.id=infera-main",
      "  chain.rpc.url=https://rpc.example.org",
      "  deployer.key.file=/etc/infera/deployer.key",
      "  deployment.file=/etc/infera/contracts.json",
      "  treasury=0x…              receives 400,000,000 INFER",
      "  anchorers=0x…,0x…         may anchor alone, while attesters.threshold=0",
      "  attesters=0x…,0x…,0x…     attesters.threshold=2",
      "  arbiter=0x…  guardian=0x…  poster=0x…",
      "Defaults:",
      "  staking.minimum=1000 INFER     staking.ejection.below=600 INFER  staking.appeal.bond=50 INFER",
      "  staking.unbonding=21d          staking.challenge.window=3d       staking.appeal.window=7d",
      "  staking.rung.period=7d         staking.rung.tokens=1000000",
      "  staking.ladder.ppm=10000,50000,200000,1000000",
      "  staking.requester.ppm=300000   staking.honest.ppm=200000",
      "  rewards.activation.delay=1d    rewards.emission.cap=200000 INFER",
      "  escrow.withdrawal.delay=7d     escrow.author.ppm=50000           escrow.network.ppm=100000",
      "  governance.voting.delay=1d     governance.voting.period=5d       governance.timelock=9d",
      "  governance.proposal.threshold=1000000 INFER                      governance.quorum.percent=4",
      "  chain.timeout=10s  resend.after=30s  tip.gwei=1",
      "",
      "Exit code: 0 they are there, 1 they are not, 2 wrong configuration or usage.",
      "",
      "Examples:",
      "  infera deploy-contracts --config contracts.properties --dry-run",
      "  infera deploy-contracts --config contracts.properties"
    })
public final class DeployContractsCommand implements Callable<Integer> {
  private static final int WRONG_CONFIGURATION = 2;
  private static final int ETHER_DECIMALS = 18;

  @Spec private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
  private Path config;

  @Option(
      names = "--dry-run",
      description = "Say which transactions would be sent, and where contracts would be.")
  private boolean dryRun;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      DeploymentConfig deployment = DeploymentConfig.of(Settings.load(config));
      try (var chain = new ChainClient(deployment.url(), deployment.timeout())) {
        var signer = Signer.load(deployment.keyFile(), chain.chainId());
        var account = new Account(chain, signer, deployment.fees(), deployment.resendAfter());
        say(out, "Chain %d at %s", chain.chainId(), chain.url());
        say(
            out,
            "Deployer %s, which has %s of the chain's currency",
            account.address(),
            new BigDecimal(chain.balance(account.address()), ETHER_DECIMALS)
                .stripTrailingZeros()
                .toPlainString());
        var deployer =
            new EconomyDeployer(
                chain, account, deployment.networkId(), deployment.economy(), deployment.file());
        return dryRun ? describe(out, deployer, account) : deploy(out, deployer, deployment);
      }
    } catch (SettingsException | IllegalArgumentException | UncheckedIOException e) {
      return failed(e, WRONG_CONFIGURATION);
    } catch (ChainUnavailableException
        | ChainRefusedException
        | ContractRevertedException
        | IllegalStateException e) {
      return failed(e, 1);
    } finally {
      out.flush();
    }
  }

  private int failed(RuntimeException e, int exit) {
    spec.commandLine().getErr().println("deploy-contracts: " + e.getMessage());
    return exit;
  }

  private static int describe(PrintWriter out, EconomyDeployer deployer, Account account) {
    long used = account.transactions();
    for (Step step : deployer.plan().steps()) {
      String state = step.nonce() < used ? "done" : "would";
      String where = step.creates() ? " at " + step.address() : "";
      say(out, "%-5s nonce %-4d %s%s", state, step.nonce(), step.what(), where);
    }
    say(out, "Nothing was sent.");
    return 0;
  }

  private static int deploy(
      PrintWriter out, EconomyDeployer deployer, DeploymentConfig deployment) {
    Economy economy = deployer.ensure(what -> say(out, "  %s", what));
    economy
        .contracts()
        .forEach((contract, address) -> say(out, "%-18s %s", contract.title(), address));
    say(out, "Block %d; written to %s", economy.block(), deployment.file());
    return 0;
  }

  private static void say(PrintWriter out, String format, Object... arguments) {
    out.println(format.formatted(arguments));
    out.flush();
  }
}
