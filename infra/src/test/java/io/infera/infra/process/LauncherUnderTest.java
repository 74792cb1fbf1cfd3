package io.infera.infra.process;

import java.nio.file.Path;
import java.util.List;

/** A launcher to be killed: starts three processes of different habits, tells their ids, waits. */
public final class LauncherUnderTest {
  private LauncherUnderTest() {}

  public static void main(String[] args) throws InterruptedException {
    Path directory = Path.of(args[0]);
    Supervisor supervisor = new Supervisor(Progress.silent());
    List<String> commands =
        List.of(
            "exec sleep 600",
            // Deaf to all that can be ignored, as a hung process is.
            "trap '' TERM INT HUP; while :; do sleep 0.1; done",
            "trap 'echo saved > state; exit 0' TERM; while :; do sleep 0.1; done");
    for (int i = 0; i < commands.size(); i++) {
      String name = "child-" + i;
      ProcessSpec spec =
          ProcessSpec.of(
                  name,
                  List.of("bash", "-c", commands.get(i)),
                  directory,
                  directory.resolve(name + ".log"),
                  HealthProbe.running(),
                  i)
              .withDeathSignal(i == 2 ? DeathSignal.TERM : DeathSignal.KILL);
      // A thread that ends must not take its process along.
      Thread starter =
          new Thread(() -> System.out.println("child " + supervisor.launch(spec).pid()));
      starter.start();
      starter.join();
    }
    System.out.println("all started");
    Thread.sleep(600_000);
  }
}
