package io.infera.infra.calibrate;

import io.infera.infra.local.Jvm;
import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.local.Repository;
import io.infera.infra.local.Tool;
import io.infera.infra.process.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs replicas, each in a process of its own, as many at a time as there are processors. What an
 * earlier run left behind for the same texts is taken as it is, so a run that was cut short goes
 * on.
 */
final class Replicas {
  private static final int HEAP_MB = 512;

  private final Repository repository;
  private final Path directory;
  private final TextSet texts;
  private final Progress progress;

  /**
   * @param directory where vectors and logs go
   */
  Replicas(Repository repository, Path directory, TextSet texts, Progress progress) {
    this.repository = repository;
    this.directory = directory;
    this.texts = texts;
    this.progress = progress;
  }

  /** Every variant's answers, in the same order, and what passes off old answers for new ones. */
  List<Replica> run(List<Variant> variants) {
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<CompletableFuture<Replica>> running =
          variants.stream()
              .map(variant -> CompletableFuture.supplyAsync(() -> run(variant), pool))
              .toList();
      List<Replica> replicas = new ArrayList<>();
      running.forEach(each -> replicas.add(each.join()));
      replicas.add(stale(replicas.get(0)));
      return replicas;
    } catch (CompletionException e) {
      throw e.getCause() instanceof LocalNetworkException cause ? cause : e;
    } finally {
      pool.shutdownNow();
    }
  }

  /** Answers of a replica that ran elsewhere. */
  Replica from(Path file) {
    VectorFile found = VectorFile.read(file);
    if (!found.texts().equals(texts.digest())) {
      throw new LocalNetworkException(
          "expected answers to the %d texts of seed %d in %s, found answers to others; run the replica with the same --texts and --seed"
              .formatted(texts.size(), texts.seed(), file));
    }
    return new Replica(Variant.elsewhere(found.name()), found.vectors());
  }

  private Replica run(Variant variant) {
    Path file = directory.resolve(variant.name() + ".vectors");
    if (Files.exists(file)) {
      VectorFile known = VectorFile.read(file);
      if (known.texts().equals(texts.digest())) {
        progress.step("  " + variant.name() + ": taken from " + file);
        return new Replica(variant, known.vectors());
      }
    }
    long began = System.nanoTime();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + directory, e);
    }
    Tool.run(
        "run the replica " + variant.name(),
        command(variant, file),
        directory,
        directory.resolve(variant.name() + ".log"));
    progress.step(
        String.format(
            Locale.ROOT,
            "  %-18s %d texts in %.0f s",
            variant.name(),
            texts.size(),
            (System.nanoTime() - began) / 1e9));
    return new Replica(variant, VectorFile.read(file).vectors());
  }

  private List<String> command(Variant variant, Path file) {
    // The nodes' own jars first: they hold libtorch.
    List<Path> jars =
        List.of(repository.application("gpu-consumer"), repository.application("infra"));
    return Jvm.node(HEAP_MB)
        .command(
            jars,
            ReplicaMain.class.getName(),
            List.of(
                "--variant",
                variant.name(),
                "--texts",
                Integer.toString(texts.size()),
                "--seed",
                Long.toString(texts.seed()),
                "--model-dir",
                repository.preparedModels().toString(),
                "--out",
                file.toString()));
  }

  /** Each answer is that to the text before. */
  static Replica stale(Replica reference) {
    float[][] vectors = reference.vectors();
    var shifted = new float[vectors.length][];
    for (int i = 0; i < vectors.length; i++) {
      shifted[i] = vectors[(i + vectors.length - 1) % vectors.length];
    }
    Variant variant =
        new Variant(
            Variant.STALE,
            "the answer to another text",
            Variant.Role.IMPOSTOR,
            reference.variant().engine(),
            reference.variant().precision(),
            1,
            1,
            1,
            1);
    return new Replica(variant, shifted);
  }
}
