package io.infera.node;

import io.infera.node.model.MiniLm;
import io.infera.node.model.ModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prepares the model file ahead of the first start. */
@Command(
    name = "prepare-model",
    mixinStandardHelpOptions = true,
    description =
        "Writes the TorchScript file of all-MiniLM-L6-v2, or checks the one that is there. A node"
            + " does the same when it starts.",
    footer = {"", "Example:", "  prepare-model --model-dir /var/lib/infera/models"})
public final class PrepareModel implements Callable<Integer> {
  @Option(names = "--model-dir", required = true, paramLabel = "DIR", description = "Where to.")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    Path file = new ModelStore(directory).miniLm();
    System.out.println(MiniLm.MODEL_SHA256 + "  " + file);
    return 0;
  }
}
