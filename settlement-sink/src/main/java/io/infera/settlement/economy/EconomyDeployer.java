package io.infera.settlement.economy;

import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.Account.Sent;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.economy.EconomyPlan.Check;
import io.infera.settlement.economy.EconomyPlan.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Creates the contracts of a network, once. Every transaction of the plan has a nonce of its own,
 * fixed before the first is sent: so however often this stops half way and begins again, nothing is
 * created twice, and what the deployer's nonce has passed is done. Nothing else may send with the
 * deployer's key meanwhile. At the end it holds what it finds against the plan.
 *
 * <p>Transactions of a wave are sent without waiting for each other; then the wave is waited for,
 * since a chain cannot tell what a call will cost before what it needs is there.
 */
public final class EconomyDeployer {
  private final ChainClient chain;
  private final Account deployer;
  private final String network;
  private final EconomySettings settings;
  private final Path file;

  /**
   * @param file where the addresses are written
   */
  public EconomyDeployer(
      ChainClient chain, Account deployer, String network, EconomySettings settings, Path file) {
    this.chain = chain;
    this.deployer = deployer;
    this.network = network;
    this.settings = settings;
    this.file = file;
  }

  /**
   * The contracts that the file names, created as far as they are not.
   *
   * @param progress told of each transaction before it is sent
   * @throws IllegalStateException when the file, the chain and the settings do not fit together
   */
  public Economy ensure(Consumer<String> progress) {
    Optional<Economy> known = Economy.load(file);
    known.ifPresent(this::requireOurs);
    if (known.isPresent() && known.get().complete() && there(known.get())) {
      return known.get();
    }
    EconomyPlan plan = plan();
    Economy economy = known.map(this::fromHere).orElseGet(() -> economy(plan));
    if (!economy.plan().equals(plan.digest())) {
      throw new IllegalStateException(
          "%s was begun with other settings or another key: go on with those, or delete it and everything is created anew"
              .formatted(file));
    }
    economy.save(file);
    carryOut(plan, progress);
    plan.steps().forEach(step -> check(economy, step));
    economy.completed().save(file);
    return economy.completed();
  }

  /** What {@link #ensure} would do, or has done. */
  EconomyPlan plan() {
    long nonce = Economy.load(file).map(Economy::nonce).orElseGet(deployer::transactions);
    return EconomyPlan.of(network, settings, deployer.address(), nonce);
  }

  private Economy economy(EconomyPlan plan) {
    return new Economy(
        network,
        chain.chainId(),
        chain.head().number(),
        deployer.address(),
        plan.nonce(),
        plan.digest(),
        false,
        plan.contracts());
  }

  /** A chain that was made anew is not as high as the one before it. */
  private Economy fromHere(Economy known) {
    return known.block() <= chain.head().number() ? known : known.fromBlock(chain.head().number());
  }

  private void requireOurs(Economy known) {
    long chainId = chain.chainId();
    if (known.chainId() != chainId || !known.networkId().equals(network)) {
      throw new IllegalStateException(
          "%s names the contracts of network %s on chain %d, but this is network %s, and the chain at %s is %d: correct chain.rpc.url or network.id, or name another deployment.file"
              .formatted(file, known.networkId(), known.chainId(), network, chain.url(), chainId));
    }
  }

  private boolean there(Economy known) {
    return known.contracts().values().stream().allMatch(chain::hasCode)
        && known
            .contract(chain, EconomyContract.LOG)
            .ask("network")
            .get(0)
            .equals(Keccak.of(network));
  }

  private void carryOut(EconomyPlan plan, Consumer<String> progress) {
    if (deployer.transactions() < plan.nonce()) {
      throw new IllegalStateException(
          "%s begins at nonce %d of %s, but the chain at %s knows fewer transactions of it: if it was made anew, delete the file and everything is created anew"
              .formatted(file, plan.nonce(), deployer.address(), chain.url()));
    }
    for (List<Step> wave : plan.waves()) {
      var sent = new ArrayList<Sent>();
      long used = deployer.transactions();
      for (Step step : wave) {
        if (step.nonce() >= used) {
          progress.accept(step.what());
          sent.add(deployer.send(step.call(), step.nonce(), deployer.gasLimit(step.call())));
        } else {
          requireCreated(step);
        }
      }
      sent.forEach(deployer::await);
    }
  }

  private void requireCreated(Step step) {
    if (step.creates() && !chain.hasCode(step.address())) {
      throw new IllegalStateException(
          "%s has sent the transaction that was to %s (nonce %d), but there is no contract at %s: it ran out of gas, or something else was sent with this key. Delete %s, and everything is created anew"
              .formatted(deployer.address(), step.what(), step.nonce(), step.address(), file));
    }
  }

  private void check(Economy economy, Step step) {
    requireCreated(step);
    Check done = step.done();
    if (done == null) {
      return;
    }
    Contract contract = economy.contract(chain, done.contract());
    Object found = contract.ask(done.function(), done.arguments().toArray()).get(0);
    if (!found.equals(done.expected())) {
      throw new IllegalStateException(
          "after %s, %s%s should be %s and is %s: something else was sent with the key of %s, or governance has changed it; delete %s to create everything anew"
              .formatted(
                  step.what(),
                  done.function(),
                  done.arguments(),
                  done.expected(),
                  found,
                  deployer.address(),
                  file));
    }
  }
}
