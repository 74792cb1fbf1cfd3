package io.infera.settlement;

import io.infera.runtime.SettingsException;
import io.infera.schemas.identity.Identity;
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
      "  contract.address=deploy   contract.block=0   confirmations=2",
      "  batch.max.events=1000     batch.max.wait=1s  resend.after=5s",
      "  chain.poll=250ms          chain.timeout=10s  tip.gwei=1",
      "  http.host=127.0.0.1       http.port=0"
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
    Identity.load(config.keyFile());
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
      Signer signer = Signer.load(config.keyFile(), chain.chainId());
      Deployment deployment = Sink.deployment(config, chain, signer);
      System.out.println(deployment.address());
      return 0;
    }
  }
}
