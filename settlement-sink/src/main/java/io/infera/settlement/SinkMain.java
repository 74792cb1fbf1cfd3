package io.infera.settlement;

import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Deployment;
import io.infera.settlement.chain.Signer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The settlement sink's command line. Exit 0 stopped, 1 failed while running, 2 wrong configuration
 * or usage.
 */
@Command(
    name = "settlement-sink",
    description = "Brings settlements to the chain, once.",
    subcommands = VerifyReceiptCommand.class,
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example configuration (sink.properties):",
      "  network.id=infera-local",
      "  kafka.bootstrap.servers=127.0.0.1:9092",
      "  schema.registry.url=http://127.0.0.1:8081/apis/ccompat/v7",
      "  data.dir=/var/lib/infera/sink",
      "  chain.rpc.url=http://127.0.0.1:8545",
      "  signer.key.file=/etc/infera/sink.key",
      "Defaults:",
      "  contract.address=deploy   contract.block=0       chain.id=0 (any)",
      "  finality=confirmations    confirmations=2        (or finality=finalized)",
      "  batch.max.events=10000    batch.max.wait=1s      resend.after=5s",
      "  fee.pricing=auto          (or eip1559, legacy)   fee.bump.percent=12.5",
      "  tip.gwei=1                fee.max.gwei=1000      chain.poll=250ms",
      "  chain.timeout=10s         http.host=127.0.0.1    http.port=0",
      "A key file holds 64 hexadecimal digits, or is a keystore (Web3 secret storage v3) whose",
      "password stands in the file named by signer.password.file; nobody but its owner may read",
      "either. Several files, separated by commas, give each lane an account of its own."
    })
public final class SinkMain {
  private static final Logger LOG = LoggerFactory.getLogger(SinkMain.class);
  private static final int WRONG_CONFIGURATION = 2;

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  static int execute(String... args) {
    var commandLine = new CommandLine(new SinkMain());
    commandLine.setExecutionExceptionHandler((e, line, parsed) -> explain(e));
    return commandLine.execute(args);
  }

  private static int explain(Exception e) {
    if (e instanceof SettingsException
        || e instanceof IllegalArgumentException
        || e instanceof UncheckedIOException) {
      System.err.println(e.getMessage());
      return WRONG_CONFIGURATION;
    }
    LOG.error("The sink cannot go on", e);
    System.err.println(e.getMessage());
    return 1;
  }

  @Command(
      name = "run",
      description = "Anchors settlements until it is stopped.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: settlement-sink run --config sink.properties"})
  int run(
      @Option(names = "--config", required = true, description = "Configuration file.") Path file) {
    SinkConfig config = SinkConfig.load(file);
    // Refused now and not when the chain answers.
    config.keyFiles().forEach(key -> Signer.load(key, config.passwordFile(), 0));
    var runner = new SinkRunner(config);
    Runtime.getRuntime().addShutdownHook(new Thread(runner::stop, "stop"));
    runner.run();
    return 0;
  }

  @Command(
      name = "deploy",
      description =
          "Creates the contract that the configuration asks for, unless it is there, and prints its"
              + " address.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: settlement-sink deploy --config sink.properties"})
  int deploy(
      @Option(names = "--config", required = true, description = "Configuration file.") Path file) {
    SinkConfig config = SinkConfig.load(file);
    try (var chain = new ChainClient(config.chain().url(), config.chain().timeout())) {
      Signer signer = Sink.signers(config, chain).get(0);
      Deployment deployment = Sink.deployment(config, chain, signer);
      System.out.println(deployment.address());
      return 0;
    }
  }
}
