package io.infera.node;

import io.infera.event.ServedModel;
import io.infera.node.bench.BenchModel;
import io.infera.node.bench.CheckDevice;
import io.infera.node.djl.DeviceChoice;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.stub.StubEngine;
import io.infera.runtime.SettingsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The node's command line. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    subcommands = {BenchModel.class, CheckDevice.class, PrepareModel.class},
    description = {
      "Runs one Infera node: takes jobs from its own topic, runs the model, returns signed results.",
      "SIGTERM finishes the jobs in hand, then ends."
    },
    footer = {
      "",
      "Example:",
      "  java -cp 'target/app/*' io.infera.node.NodeMain --config node.properties",
      "with node.properties:",
      "  network.id=infera-local",
      "  kafka.bootstrap.servers=127.0.0.1:9092",
      "  schema.registry.url=http://127.0.0.1:8081",
      "  data.dir=/var/lib/infera/node",
      "",
      "Further keys, with their defaults:",
      "  operator=            EVM address of who runs the node; empty: the node's own",
      "  pools=  region=      private pools (commas between them), place",
      "  key.file=DATA_DIR/node.key   sequence.file=DATA_DIR/node.sequence",
      "  model.dir=DATA_DIR/models (may be shared)",
      "  engine=minilm        or stub, for benchmarks (stub.model.id=stub, stub.dimension=384,",
      "                       stub.service.time=0ms)",
      "  device=auto          auto, cpu or cuda",
      "  threads=1            threads of one operation on a processor",
      "  batch.size=32  batch.wait=5ms  queue.limit=256",
      "  heartbeat.interval=1s  commit.interval=200ms  expired.grace=90s  drain.timeout=20s",
      "  http.host=127.0.0.1  http.port=0   /health and /metrics",
      "  kafka.*              passed to every Kafka client"
    })
public final class NodeMain implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration, a properties file.")
  private Path config;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda",
      description =
          "Where the model runs; overrides the configuration. cuda fails where there is none.")
  private DeviceChoice device;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new NodeMain()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() {
    if (config == null) {
      System.err.println("Expected --config FILE; see --help for an example.");
      return 2;
    }
    try {
      NodeConfig given = NodeConfig.load(config);
      NodeConfig chosen = device == null ? given : given.withDevice(device);
      NodeProcess.run(chosen, served(chosen.model()), engine(chosen.model()));
      return 0;
    } catch (SettingsException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (RuntimeException e) {
      LOG.error("{}", e.getMessage(), e);
      return 1;
    }
  }

  private static InferenceEngine engine(NodeConfig.ModelConfig model) {
    if (model.engine() == NodeConfig.EngineKind.STUB) {
      LOG.warn("engine=stub: vectors are made from a hash of the text. For benchmarks only.");
      return new StubEngine(model.stubDimension(), model.stubServiceTime());
    }
    return MiniLmEngine.load(model.directory(), model.device(), model.threads());
  }

  private static ServedModel served(NodeConfig.ModelConfig model) {
    return model.engine() == NodeConfig.EngineKind.STUB
        ? StubEngine.served(model.stubModelId(), model.stubDimension())
        : MiniLmEngine.served();
  }
}
