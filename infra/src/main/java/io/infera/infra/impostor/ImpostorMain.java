package io.infera.infra.impostor;

import io.infera.infra.onnx.OnnxEngine;
import io.infera.node.NodeConfig;
import io.infera.node.NodeProcess;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.domain.InferenceEngine.Device;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A node like any other from outside, signatures and attestations included; only its model is not
 * what it says.
 */
@Command(
    name = "impostor",
    mixinStandardHelpOptions = true,
    description = "Runs a node that attests the full-precision model and serves its int8 sibling.",
    footer = {
      "",
      "Example:",
      "  java -cp 'infra/target/app/*' io.infera.infra.impostor.ImpostorMain --config"
          + " node.properties"
    })
public final class ImpostorMain implements Callable<Integer> {
  private static final Device CLAIMED = new Device("cpu", "x86-64", "PyTorch 2.7.1");

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A node's configuration.")
  private Path config;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ImpostorMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    NodeProcess.run(
        NodeConfig.load(config), MiniLmEngine.served(), new OnnxEngine(OnnxEngine.INT8, CLAIMED));
    return 0;
  }
}
