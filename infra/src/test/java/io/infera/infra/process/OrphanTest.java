package io.infera.infra.process;

import static io.infera.infra.process.Until.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanTest {
  @TempDir Path directory;

  @Test
  void shouldLeaveNoProcessWhenLauncherIsKilled() throws Exception {
    Process launcher = startLauncher();
    List<Long> children = childrenOf(launcher);
    assertThat(children).hasSize(3).allMatch(ProcFs::alive);
    // The traps are set once the shells run their loops, that is, have children of their own.
    for (long child : children.subList(1, 3)) {
      until(
          "the shell's first sleep",
          () -> ProcessHandle.of(child).flatMap(p -> p.children().findAny()).isPresent());
    }

    launcher.destroyForcibly().waitFor();

    for (long child : children) {
      until("end of process " + child, () -> !ProcFs.alive(child));
    }
    assertThat(directory.resolve("state")).hasContent("saved");
  }

  private Process startLauncher() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            LauncherUnderTest.class.getName(),
            directory.toString())
        .redirectError(Files.createFile(directory.resolve("launcher.err")).toFile())
        .start();
  }

  private static List<Long> childrenOf(Process launcher) throws IOException {
    BufferedReader reader = launcher.inputReader();
    List<Long> children = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.equals("all started")) {
        return children;
      }
      children.add(Long.parseLong(line.substring("child ".length())));
    }
    throw new AssertionError("the launcher ended early");
  }
}
