package io.infera.infra.local;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the artifacts are that are run: those that production would run, as the build leaves them.
 *
 * @param root the repository's root directory
 */
public record Repository(Path root) {
  /** System property that names the root; the script sets it. */
  public static final String ROOT_PROPERTY = "infera.root";

  public Repository {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * The repository that the script names, else the one around the working directory.
   *
   * @throws LocalNetworkException when there is none
   */
  public static Repository find() {
    String named = System.getProperty(ROOT_PROPERTY);
    if (named != null) {
      return new Repository(Path.of(named));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("infra/parts"))) {
        return new Repository(at);
      }
    }
    throw new LocalNetworkException(
        "expected to be called inside the repository, but neither "
            + Path.of("").toAbsolutePath()
            + " nor a directory above it holds infra/parts; use the script infra/infera");
  }

  /** Jars of a service: its own and all that it needs. */
  public Path application(String module) {
    return built(root.resolve(module).resolve("target/app"));
  }

  /** Jars of the broker. */
  public Path broker() {
    return built(root.resolve("infra/parts/target/broker"));
  }

  /** The unpacked schema registry. */
  public Path registry() {
    return built(root.resolve("infra/parts/target/registry"));
  }

  /** The EVM node's package.json and its lock. */
  public Path evmPackage() {
    return root.resolve("infra/evm");
  }

  /** Where the EVM node is installed. */
  public Path evmInstallation() {
    return root.resolve("infra/target/evm");
  }

  /** Model policies, a JSON file each. */
  public Path models() {
    return root.resolve("infra/models");
  }

  /** Reports of calibrations, a JSON file for each model. */
  public Path calibrations() {
    return models().resolve("calibration");
  }

  /** Policies of models that exist for benchmarks alone. */
  public Path benchmarkModels() {
    return models().resolve("bench");
  }

  /** Model files that nodes prepare on first use, shared by all. */
  public Path preparedModels() {
    return root.resolve("infra/target/models");
  }

  /** The state directory unless another is named. */
  public Path defaultState() {
    return root.resolve(".infera");
  }

  private static Path built(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new LocalNetworkException(
          "expected build output in "
              + directory
              + ", but there is none; run mvn -q -DskipTests package");
    }
    return directory;
  }
}
