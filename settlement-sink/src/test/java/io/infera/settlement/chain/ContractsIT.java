package io.infera.settlement.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is committed is what the compiler makes of the sources, byte for byte. */
class ContractsIT {
  @TempDir Path directory;

  @Test
  void shouldCompileToWhatIsCommitted() throws IOException, InterruptedException {
    boolean npm = run(Path.of("."), "npm", "--version") == 0;
    assumeThat(npm || System.getenv("CI") != null)
        .as("npm is missing: install Node.js with npm to compile the contracts")
        .isTrue();
    Path sources = Path.of("src/main/solidity");
    Path copy = directory.resolve(sources);
    for (String file : List.of("package.json", "package-lock.json", ".npmrc", "compile.mjs")) {
      copy(sources.resolve(file), copy.resolve(file));
    }
    copyAll(sources.resolve("contracts"), copy.resolve("contracts"));
    for (String made : List.of("src/main/resources/contracts", "src/test/resources/contracts")) {
      copyAll(Path.of(made), directory.resolve(made));
    }

    assertThat(run(copy, "npm", "ci")).as(this::output).isZero();
    assertThat(run(copy, "npm", "run", "check")).as(this::output).isZero();
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
  }

  private int run(Path where, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(where.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output").toFile())
              .start();
      return process.waitFor(5, TimeUnit.MINUTES) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  private String output() {
    try {
      return Files.readString(directory.resolve("output"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
