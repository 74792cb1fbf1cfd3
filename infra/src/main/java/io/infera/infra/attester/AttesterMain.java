package io.infera.infra.attester;

import io.infera.runtime.ServiceRunner;
import io.infera.runtime.SettingsException;
import io.infera.schemas.identity.Identity;
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

/**
 * An attester as a process. Exit 0 stopped, 1 failed while running, 2 wrong configuration or usage.
 */
@Command(
    name = "attester",
    mixinStandardHelpOptions = true,
    description = {
      "Judges the log of requests again, compares every batch of settlements that is about to be anchored with what",
      "comes out, and signs those that are right. Of others it says which request differs first."
    },
    footer = {
      "",
      "Example:",
      "  java -cp 'infra/target/app/*' io.infera.infra.attester.AttesterMain --config attester.properties",
      "Configuration (attester.properties):",
      "  network.id=infera-local",
      "  kafka.bootstrap.servers=127.0.0.1:9092",
      "  schema.registry.url=http://127.0.0.1:8081/apis/ccompat/v7",
      "  data.dir=/var/lib/infera/attester",
      "  key.file=/etc/infera/attester.key",
      "  chain.rpc.url=http://127.0.0.1:8545",
      "  contract.address=0x5fbdb2315678afecb367f032d93f642f64180aa3",
      "  epoch.length=60s          (and judge.*: as verification has them)",
      "Defaults:",
      "  chain.poll=1s     chain.timeout=10s  confirmations=64  patience=24h",
      "  http.host=127.0.0.1  http.port=0"
    })
public final class AttesterMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(AttesterMain.class);
  private static final int WRONG_CONFIGURATION = 2;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
  private Path file;

  public static void main(String[] arguments) {
    var commandLine = new CommandLine(new AttesterMain());
    commandLine.setExecutionExceptionHandler((e, line, parsed) -> explain(e));
    System.exit(commandLine.execute(arguments));
  }

  private static int explain(Exception e) {
    System.err.println(e.getMessage());
    if (e instanceof SettingsException
        || e instanceof IllegalArgumentException
        || e instanceof UncheckedIOException) {
      return WRONG_CONFIGURATION;
    }
    LOG.error("The attester cannot go on", e);
    return 1;
  }

  @Override
  public Integer call() {
    AttesterConfig config = AttesterConfig.load(file);
    Identity identity = Identity.load(config.keyFile());
    var metrics = new AttesterMetrics();
    new ServiceRunner(
            new ServiceRunner.Parts(
                "attester",
                config.dataDir(),
                config.httpHost(),
                config.httpPort(),
                metrics.registry(),
                () -> Attester.open(config, identity, metrics),
                AttesterMain::passes))
        .run();
    return 0;
  }

  private static boolean passes(RuntimeException e) {
    return e instanceof ChainUnavailableException
        || e instanceof ChainRefusedException
        || e instanceof ContractRevertedException
        || e instanceof RetriableException;
  }
}
