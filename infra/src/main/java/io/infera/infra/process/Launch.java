package io.infera.infra.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that cannot outlive this one.
 *
 * <p>The kernel is told (PR_SET_PDEATHSIG, through setpriv) to signal the child when its parent
 * ends; nothing that runs in the parent could do this after a kill -9. Three details make it hold:
 * "parent" is the thread that forked, so one thread that never ends forks them all; the child gives
 * up if its parent was already gone before the kernel was told; and every step replaces the one
 * before it (exec), so the process id is the program's own. A session of its own (setsid) keeps a
 * terminal's Ctrl-C from it, so that the launcher decides the order of stopping.
 */
final class Launch {
  private static final ExecutorService FORKER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "forker");
            thread.setDaemon(true);
            return thread;
          });

  private static final String GUARD = "[ \"$PPID\" = \"$0\" ] || exit 1; exec \"$@\"";

  private Launch() {}

  static Process start(ProcessSpec spec) throws IOException {
    Files.createDirectories(spec.log().toAbsolutePath().getParent());
    Files.createDirectories(spec.directory());
    ProcessBuilder builder =
        new ProcessBuilder(guarded(spec))
            .directory(spec.directory().toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
    builder.environment().putAll(spec.environment());
    try {
      return FORKER.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new IOException("cannot start " + spec.name() + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting " + spec.name(), e);
    }
  }

  private static List<String> guarded(ProcessSpec spec) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--pdeathsig",
                spec.deathSignal().name(),
                "setsid",
                "sh",
                "-c",
                GUARD,
                Long.toString(ProcessHandle.current().pid())));
    command.addAll(spec.command());
    return command;
  }
}
