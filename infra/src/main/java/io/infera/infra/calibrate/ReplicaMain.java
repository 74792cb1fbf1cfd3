package io.infera.infra.calibrate;

import ai.onnxruntime.OrtException;
import io.infera.infra.onnx.OnnxEmbedder;
import io.infera.infra.onnx.OnnxEngine;
import io.infera.node.djl.DeviceChoice;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.djl.MiniLmTokenizer;
import io.infera.node.djl.PlainLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One replica in a process of its own, as nodes are: threads and device are a process's, not a
 * call's.
 */
@Command(
    name = "replica",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one replica over the calibration's texts and writes its vectors: 'infera calibrate'"
          + " does it here for all;",
      "by hand on other hardware, whose file 'infera calibrate --with' takes."
    },
    footer = {
      "",
      "Example:",
      "  java -Dai.djl.offline=true -cp 'gpu-consumer/target/app/*:infra/target/app/*' \\",
      "      io.infera.infra.calibrate.ReplicaMain --variant pytorch-batch --device cuda --as h100"
          + " \\",
      "      --texts 1000 --seed 1 --model-dir models --out h100.vectors"
    })
public final class ReplicaMain implements Callable<Integer> {
  @Option(names = "--variant", required = true, paramLabel = "NAME", description = "Which one.")
  private String variant;

  @Option(names = "--as", paramLabel = "NAME", description = "Its name in the report.")
  private String name;

  @Option(
      names = "--device",
      defaultValue = "CPU",
      paramLabel = "cpu|cuda",
      description = "Where PyTorch runs (default ${DEFAULT-VALUE}).")
  private DeviceChoice device;

  @Option(names = "--texts", required = true, paramLabel = "N", description = "How many texts.")
  private int count;

  @Option(names = "--seed", required = true, paramLabel = "X", description = "Which texts.")
  private long seed;

  @Option(
      names = "--model-dir",
      required = true,
      paramLabel = "DIR",
      description = "Where prepared model files lie.")
  private Path models;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to.")
  private Path out;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ReplicaMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws OrtException {
    Variant chosen = Variant.named(variant).orElse(null);
    if (chosen == null) {
      System.err.println(
          "expected --variant to be one of "
              + Variant.all().stream().map(Variant::name).toList()
              + ", found "
              + variant);
      return 2;
    }
    TextSet texts = TextSet.of(count, seed);
    float[][] vectors = vectors(chosen, tokens(texts, chosen.keep()));
    new VectorFile(name == null ? chosen.name() : name, texts.digest(), vectors).write(out);
    return 0;
  }

  /** Of each text; empty where nothing is cut off although something should be. */
  private static List<long[]> tokens(TextSet texts, double keep) {
    try (var tokenizer = new MiniLmTokenizer()) {
      return texts.texts().stream().map(text -> cut(tokenizer.encode(text), keep)).toList();
    }
  }

  /** The first ones between the two special tokens. */
  static long[] cut(long[] tokens, double keep) {
    if (keep >= 1) {
      return tokens;
    }
    int inner = tokens.length - 2;
    int kept = Math.max(1, (int) (inner * keep));
    if (kept == inner) {
      return new long[0];
    }
    long[] cut = Arrays.copyOf(tokens, kept + 2);
    cut[kept + 1] = tokens[tokens.length - 1];
    return cut;
  }

  private float[][] vectors(Variant chosen, List<long[]> tokens) throws OrtException {
    List<long[]> run = tokens.stream().filter(text -> text.length > 0).toList();
    List<float[]> found =
        switch (chosen.engine()) {
          case PYTORCH -> pyTorch(chosen, run);
          case ONNX -> onnx(OnnxEngine.ORIGINAL, chosen, true, run);
          case ONNX_PLAIN -> onnx(OnnxEngine.ORIGINAL, chosen, false, run);
          case INT8 -> onnx(OnnxEngine.INT8, chosen, true, run);
          case OTHER_MODEL -> onnx(OnnxEngine.OTHER_MODEL, chosen, true, run);
        };
    var nothing = new float[found.get(0).length];
    Arrays.fill(nothing, Float.NaN);
    var vectors = new float[tokens.size()][];
    int next = 0;
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = tokens.get(i).length > 0 ? found.get(next++) : nothing;
    }
    return vectors;
  }

  private List<float[]> pyTorch(Variant chosen, List<long[]> tokens) {
    try (var engine = MiniLmEngine.load(models, device, chosen.threads(), chosen.precision())) {
      return new PlainLoop(engine).embed(tokens, chosen.batch(), chosen.padding());
    }
  }

  private static List<float[]> onnx(
      String resource, Variant chosen, boolean optimized, List<long[]> tokens) throws OrtException {
    List<float[]> vectors = new ArrayList<>();
    try (var embedder = new OnnxEmbedder(resource, chosen.threads(), optimized)) {
      for (int start = 0; start < tokens.size(); start += chosen.batch()) {
        int end = Math.min(tokens.size(), start + chosen.batch());
        vectors.addAll(List.of(embedder.embed(tokens.subList(start, end))));
      }
    }
    return vectors;
  }
}
