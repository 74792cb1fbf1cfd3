package io.infera.settlement.keeper;

import io.infera.runtime.ServiceRunner;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.Signer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The keeper's command line. */
@Command(
    name = "keeper",
    mixinStandardHelpOptions = true,
    description = {
      "Carries out on the chain what is due there: accuses nodes with the evidence of their faults and has ripe cases",
      "carried out, activates reward epochs, debits what was used, brings contracts the answers to their questions. It",
      "has no right that others do not have, but that epochs are posted by who may; any number of keepers may run."
    },
    footer = {
      "",
      "Example configuration (keeper.properties):",
      "  network.id=infera-local",
      "  kafka.bootstrap.servers=127.0.0.1:9092",
      "  schema.registry.url=http://127.0.0.1:8081/apis/ccompat/v7",
      "  data.dir=/var/lib/infera/keeper",
      "  chain.rpc.url=http://127.0.0.1:8545",
      "  deployment.file=/etc/infera/contracts.json",
      "  signer.key.file=/etc/infera/keeper.key       pays for gas; a keystore with signer.password.file",
      "Defaults:",
      "  keeper.pause=500ms   resend.after=10s   chain.timeout=10s   tip.gwei=1",
      "  confirmations=2      epoch.length=1h    (how long after one epoch the next is posted)",
      "  http.host=127.0.0.1  http.port=0     reorganisation.window=64 (blocks)",
      "",
      "Exit code: 0 or 143 stopped, 1 failed while running, 2 wrong configuration or usage.",
      "",
      "Example: keeper --config keeper.properties"
    })
public final class KeeperMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(KeeperMain.class);
  private static final int WRONG_CONFIGURATION = 2;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
  private Path file;

  public static void main(String[] args) {
    System.exit(new CommandLine(new KeeperMain()).execute(args));
  }

  @Override
  public Integer call() {
    try {
      KeeperConfig config = KeeperConfig.of(Settings.load(file));
      // Refused now and not when the chain answers.
      Signer.identity(config.keyFile(), config.passwordFile());
      run(config);
      return 0;
    } catch (SettingsException | IllegalArgumentException | UncheckedIOException e) {
      System.err.println("keeper: " + e.getMessage());
      return WRONG_CONFIGURATION;
    } catch (RuntimeException e) {
      LOG.error("The keeper cannot go on", e);
      System.err.println("keeper: " + e.getMessage());
      return 1;
    }
  }

  private static void run(KeeperConfig config) {
    var metrics = new KeeperMetrics();
    try (var chain = new ChainClient(config.chainUrl(), config.timeout())) {
      new ServiceRunner(
              new ServiceRunner.Parts(
                  "keeper",
                  config.dataDir(),
                  config.httpHost(),
                  config.httpPort(),
                  metrics.registry(),
                  () -> Keeper.open(config, metrics, chain),
                  e ->
                      e instanceof ChainUnavailableException
                          || e instanceof ChainRefusedException
                          || e instanceof RetriableException))
          .run();
    }
  }
}
