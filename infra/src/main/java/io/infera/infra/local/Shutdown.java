package io.infera.infra.local;

import io.infera.infra.process.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends a network whose launcher is another process. */
public final class Shutdown {
  private static final long LIMIT_MS = 60_000;
  private static final long KILL_LIMIT_MS = 10_000;
  private static final long POLL_MS = 50;

  private Shutdown() {}

  /**
   * Asks the launcher to stop everything and waits until no process is left; ends the launcher, and
   * all others with it, when it does not.
   *
   * @throws LocalNetworkException when processes are left even then
   */
  public static void of(StateDirectory state, Progress progress) throws InterruptedException {
    Optional<NetworkFile> found = NetworkFile.running(state);
    if (found.isEmpty()) {
      progress.step("No network runs on " + state.path());
      return;
    }
    NetworkFile network = found.get();
    List<NetworkFile.ProcessId> all = new ArrayList<>(List.of(network.launcher()));
    network.processes().forEach(member -> all.add(member.id()));
    progress.step("Stopping " + network.processes().size() + " processes");
    ProcessHandle.of(network.launcher().pid()).ifPresent(ProcessHandle::destroy);
    if (!gone(all, LIMIT_MS)) {
      progress.step("They take too long; killing them");
      ProcessHandle.of(network.launcher().pid())
          .filter(launcher -> network.launcher().lives())
          .ifPresent(ProcessHandle::destroyForcibly);
      if (!gone(all, KILL_LIMIT_MS)) {
        throw new LocalNetworkException(
            "processes are left: "
                + all.stream().filter(NetworkFile.ProcessId::lives).toList()
                + "; end them with  kill -9 PID");
      }
    }
    progress.step("The network is down; its state stays in " + state.path());
  }

  /**
   * Waits for what a killed launcher leaves behind for a moment: the EVM node, which saves its
   * state before it ends.
   *
   * @throws LocalNetworkException when something is left even then
   */
  static void awaitLeftovers(StateDirectory state) throws InterruptedException {
    Optional<NetworkFile> killed = NetworkFile.last(state);
    if (killed.isEmpty()) {
      return;
    }
    List<NetworkFile.ProcessId> all =
        killed.get().processes().stream().map(NetworkFile.Member::id).toList();
    if (!gone(all, KILL_LIMIT_MS)) {
      throw new LocalNetworkException(
          "processes of a network that was killed are left: "
              + all.stream().filter(NetworkFile.ProcessId::lives).toList()
              + "; end them with  kill -9 PID");
    }
  }

  private static boolean gone(List<NetworkFile.ProcessId> processes, long limitMs)
      throws InterruptedException {
    long began = System.nanoTime();
    while (processes.stream().anyMatch(NetworkFile.ProcessId::lives)) {
      if ((System.nanoTime() - began) / 1_000_000 > limitMs) {
        return false;
      }
      Thread.sleep(POLL_MS);
    }
    return true;
  }
}
