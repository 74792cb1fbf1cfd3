package io.infera.settlement.keeper;

import io.infera.runtime.Health;
import io.infera.runtime.ServiceRunner;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out on the chain what is due there and what anyone may: it holds no right that others do
 * not have, and any number of keepers may run. Each task finds what there is to do from the chain
 * and the log, so a crash loses nothing.
 */
final class Keeper implements ServiceRunner.Service {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  private final KeeperConfig config;
  private final KeeperMetrics metrics;
  private final SchemaRegistry registry;
  private final List<KeeperTask> tasks;

  private Keeper(
      KeeperConfig config, KeeperMetrics metrics, SchemaRegistry registry, List<KeeperTask> tasks) {
    this.config = config;
    this.metrics = metrics;
    this.registry = registry;
    this.tasks = tasks;
  }

  /**
   * Finds the chain and its contracts.
   *
   * @throws ChainUnavailableException when they are not there yet
   * @throws IllegalStateException when they are not this network's
   */
  static Keeper open(KeeperConfig config, KeeperMetrics metrics, ChainClient chain) {
    Economy economy = Economy.require(config.contracts(), config.networkId(), chain);
    if (!chain.hasCode(economy.address(EconomyContract.GATEWAY))) {
      throw new ChainUnavailableException(
          "the chain at %s does not have the contracts of %s yet"
              .formatted(chain.url(), config.contracts()),
          null);
    }
    SchemaRegistry registry = SchemaRegistry.connect(config.registryUrl());
    LOG.info("Keeping the contracts of {} on chain {}", config.contracts(), economy.chainId());
    return new Keeper(config, metrics, registry, tasks(config, metrics, registry, chain, economy));
  }

  private static List<KeeperTask> tasks(
      KeeperConfig config,
      KeeperMetrics metrics,
      SchemaRegistry registry,
      ChainClient chain,
      Economy economy) {
    var account =
        new Account(
            chain,
            Signer.load(config.keyFile(), config.passwordFile(), chain.chainId()),
            config.fees(),
            config.resendAfter());
    var sender = new Sender(account, metrics);
    var serdes = new AvroSerdes(registry);
    var kept = new KeptArchive(config, serdes, chain, economy, metrics);
    var epochs =
        new EpochTask(
            kept,
            economy.contract(chain, EconomyContract.REWARDS),
            economy.contract(chain, EconomyContract.TOKEN),
            config.epochs(),
            sender,
            config.epoch());
    return List.of(
        kept,
        new SlashTask(kept, economy.contract(chain, EconomyContract.STAKING), sender),
        epochs,
        new DebitTask(
            epochs,
            kept,
            economy.contract(chain, EconomyContract.ESCROW),
            new Authorisations(config.kafka(), serdes, economy),
            sender),
        new AnswerDelivery(config.kafka(), registry, chain, economy, account, config.window()));
  }

  @Override
  public void turn() {
    int done = 0;
    for (KeeperTask task : tasks) {
      done += turn(task);
    }
    if (done == 0) {
      pause();
    }
  }

  private int turn(KeeperTask task) {
    try {
      int done = task.turn();
      metrics.done(task.name(), done);
      return done;
    } catch (ChainUnavailableException | ChainRefusedException e) {
      throw e;
    } catch (ContractRevertedException e) {
      metrics.failed(task.name());
      LOG.warn("{}: {}", task.name(), e.getMessage());
      return 0;
    }
  }

  private void pause() {
    try {
      Thread.sleep(config.pause().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while nothing was due", e);
    }
  }

  @Override
  public Health health() {
    return tasks.stream()
        .flatMap(task -> task.trouble().stream())
        .findFirst()
        .map(Health::waiting)
        .orElseGet(
            () ->
                Health.ready(
                    tasks.stream()
                        .map(task -> task.name() + ": " + task.state())
                        .collect(Collectors.joining("; "))));
  }

  @Override
  public void close() {
    tasks.forEach(KeeperTask::close);
    registry.close();
  }
}
