package io.infera.node.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.node.djl.DeviceChoice;
import io.infera.node.djl.MiniLmEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the model as the node runs it against a plain loop. */
@Command(
    name = "bench-model",
    mixinStandardHelpOptions = true,
    description = {
      "Texts a second through the node's batches (packing and signing included), and through a plain",
      "loop over the same module and tokenizer at several batch sizes, in alternating rounds."
    },
    footer = {"", "Example:", "  bench-model --model-dir /var/lib/infera/models --threads 1"})
public final class BenchModel implements Callable<Integer> {
  @Option(names = "--model-dir", required = true, paramLabel = "DIR", description = "As model.dir.")
  private Path directory;

  @Option(names = "--device", description = "auto, cpu or cuda; ${DEFAULT-VALUE} by default.")
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(names = "--threads", description = "Threads of one operation; ${DEFAULT-VALUE}.")
  private int threads = 1;

  @Option(names = "--texts", description = "Texts in a round; ${DEFAULT-VALUE}.")
  private int texts = 256;

  @Option(names = "--file", description = "Texts of your own, one a line.")
  private Path file;

  @Option(names = "--rounds", description = "Measured rounds; ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(
      names = "--batch-size",
      description = "The node's batch.size; ${DEFAULT-VALUE} by default.")
  private int batchSize = 32;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<String> sample = file == null ? SampleTexts.of(texts, 1) : Files.readAllLines(file);
    try (MiniLmEngine engine = MiniLmEngine.load(directory, device, threads)) {
      var bench = new ModelBench(engine, sample, batchSize);
      ModelBench.Report report = bench.run(rounds);
      System.out.print(json ? toJson(engine, report) : toText(engine, report));
      return report.ratio() >= 1 ? 0 : 1;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private String toText(MiniLmEngine engine, ModelBench.Report report) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s (%s), %d threads, %d texts of %.1f tokens%n"
            .formatted(
                engine.device().kind(),
                engine.device().name(),
                threads,
                report.texts(),
                report.meanTokens()));
    report
        .plainTextsPerSecond()
        .forEach(
            (size, rate) ->
                text.append("plain loop, batch %4d: %8.1f texts/s%n".formatted(size, rate)));
    text.append(
        "node, batch %10d: %8.1f texts/s%nratio to the best plain loop: %.3f%n"
            .formatted(batchSize, report.nodeTextsPerSecond(), report.ratio()));
    return text.toString();
  }

  private String toJson(MiniLmEngine engine, ModelBench.Report report)
      throws JsonProcessingException {
    return new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(
                Map.of(
                    "device", engine.device().kind(),
                    "deviceName", engine.device().name(),
                    "threads", threads,
                    "texts", report.texts(),
                    "meanTokens", report.meanTokens(),
                    "batchSize", batchSize,
                    "plainTextsPerSecond", report.plainTextsPerSecond(),
                    "plainBestBatchSize", report.best(),
                    "nodeTextsPerSecond", report.nodeTextsPerSecond(),
                    "ratio", report.ratio()))
        + System.lineSeparator();
  }
}
