package io.infera.infra;

import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.local.NetworkFile;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.LogTail;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the same command in the background: a launcher in a session of its own, its news in a log.
 */
final class Detached {
  private static final long POLL_MS = 200;
  private static final int TAIL_LINES = 30;

  private Detached() {}

  /** Returns 0 once the network is ready, 1 when the launcher has given up. */
  static int start(StateDirectory state, List<String> arguments) throws InterruptedException {
    if (NetworkFile.running(state).isPresent()) {
      throw new LocalNetworkException(
          "a network runs on " + state.path() + " already; see  infera status");
    }
    Path log = state.log("launcher");
    Process launcher = launch(arguments, log);
    System.err.println("Starting in the background; its news go to " + log);
    long began = System.nanoTime();
    while (launcher.isAlive()) {
      Optional<NetworkFile> network = NetworkFile.running(state).filter(NetworkFile::ready);
      if (network.isPresent()) {
        long seconds = Math.round((System.nanoTime() - began) / 1e9);
        System.out.println(NetworkReport.started(network.get(), state, seconds));
        return 0;
      }
      Thread.sleep(POLL_MS);
    }
    System.err.println("The network did not start. The end of " + log + ":");
    System.err.println(LogTail.indented(log, TAIL_LINES));
    return 1;
  }

  private static Process launch(List<String> arguments, Path log) {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-D" + Repository.ROOT_PROPERTY + "=" + Repository.find().root(),
            "-cp",
            System.getProperty("java.class.path"),
            Infera.class.getName()));
    command.addAll(arguments);
    try {
      Files.deleteIfExists(log);
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectInput(new File("/dev/null"))
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the launcher", e);
    }
  }
}
