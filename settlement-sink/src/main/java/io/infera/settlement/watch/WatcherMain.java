package io.infera.settlement.watch;

import io.infera.runtime.ServiceRunner;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.ContractRevertedException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The chain watcher's command line. */
@Command(
    name = "chain-watcher",
    mixinStandardHelpOptions = true,
    description = {
      "Follows the chain and tells the network: stakes and ejections in infera.stakes, deposits in infera.deposits,",
      "beacons in infera.beacons, and what contracts ask in infera.requests. It may be stopped and killed at any time."
    },
    footer = {
      "",
      "Example configuration (watcher.properties):",
      "  network.id=infera-local",
      "  kafka.bootstrap.servers=127.0.0.1:9092",
      "  schema.registry.url=http://127.0.0.1:8081/apis/ccompat/v7",
      "  data.dir=/var/lib/infera/watcher",
      "  chain.rpc.url=http://127.0.0.1:8545",
      "  deployment.file=/etc/infera/contracts.json",
      "  key.file=/etc/infera/watcher.key       signs contracts' questions, where the network charges",
      "Defaults:",
      "  confirmations=2      chain.poll=250ms   chain.timeout=10s",
      "  beacon.epoch=1h      the dispatcher's must be the same",
      "  http.host=127.0.0.1  http.port=0",
      "",
      "Exit code: 0 or 143 stopped, 1 failed while running, 2 wrong configuration or usage.",
      "",
      "Example: chain-watcher --config watcher.properties"
    })
public final class WatcherMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(WatcherMain.class);
  private static final int WRONG_CONFIGURATION = 2;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
  private Path file;

  public static void main(String[] args) {
    System.exit(new CommandLine(new WatcherMain()).execute(args));
  }

  @Override
  public Integer call() {
    try {
      run(WatcherConfig.of(Settings.load(file)));
      return 0;
    } catch (SettingsException | UncheckedIOException e) {
      System.err.println("chain-watcher: " + e.getMessage());
      return WRONG_CONFIGURATION;
    } catch (RuntimeException e) {
      LOG.error("The watcher cannot go on", e);
      System.err.println("chain-watcher: " + e.getMessage());
      return 1;
    }
  }

  private static void run(WatcherConfig config) {
    var metrics = new WatchMetrics();
    try (var chain = new ChainClient(config.chainUrl(), config.timeout())) {
      new ServiceRunner(
              new ServiceRunner.Parts(
                  "chain watcher",
                  config.dataDir(),
                  config.httpHost(),
                  config.httpPort(),
                  metrics.registry(),
                  () -> Watcher.open(config, metrics, chain),
                  WatcherMain::passes))
          .run();
    }
  }

  /** What may pass by itself. */
  private static boolean passes(RuntimeException e) {
    return e instanceof ChainUnavailableException
        || e instanceof ChainRefusedException
        || e instanceof ContractRevertedException
        || e instanceof RetriableException;
  }
}
