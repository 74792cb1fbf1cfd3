package io.infera.node.bench;

import io.infera.event.InferenceInput;
import io.infera.node.djl.DeviceChoice;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.domain.Outcome;
import io.infera.schemas.canonical.Vectors;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares a device's vectors with the processor's. */
@Command(
    name = "check-device",
    mixinStandardHelpOptions = true,
    description =
        "Runs 200 texts on a device and on the processor, and demands a cosine of at least 0.99999"
            + " for each.",
    footer = {"", "Example:", "  check-device --device cuda --model-dir /var/lib/infera/models"})
public final class CheckDevice implements Callable<Integer> {
  private static final double LEAST = 0.99999;

  @Option(names = "--model-dir", required = true, paramLabel = "DIR", description = "As model.dir.")
  private Path directory;

  @Option(names = "--device", required = true, description = "auto, cpu or cuda.")
  private DeviceChoice device;

  @Override
  public Integer call() {
    List<InferenceInput> inputs = SampleTexts.of(200, 7).stream().map(InferenceInput::new).toList();
    try (MiniLmEngine processor = MiniLmEngine.load(directory, DeviceChoice.CPU, 1);
        MiniLmEngine checked = MiniLmEngine.load(directory, device, 1)) {
      double least = leastCosine(processor.run(inputs), checked.run(inputs));
      System.out.printf(
          "%s (%s): least cosine to the processor's vectors %.7f%n",
          checked.device().kind(), checked.device().name(), least);
      return least >= LEAST ? 0 : 1;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private static double leastCosine(List<Outcome> expected, List<Outcome> found) {
    return IntStream.range(0, expected.size())
        .mapToDouble(i -> cosine(vector(expected.get(i)), vector(found.get(i))))
        .min()
        .orElseThrow();
  }

  private static float[] vector(Outcome outcome) {
    if (outcome instanceof Outcome.Success success) {
      return Vectors.decode(success.output());
    }
    throw new IllegalStateException("The model failed: " + outcome);
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }
}
