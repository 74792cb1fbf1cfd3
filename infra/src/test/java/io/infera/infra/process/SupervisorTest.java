package io.infera.infra.process;

import static io.infera.infra.process.Until.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir Path directory;

  private final RecordingProgress progress = new RecordingProgress();
  private final Supervisor supervisor = new Supervisor(progress);

  @AfterEach
  void stop() {
    supervisor.close();
  }

  @Test
  void shouldWaitUntilTheLogSaysReady() throws Exception {
    ProcessSpec spec =
        shell("worker", "echo warming; sleep 0.2; echo now ready; sleep 600", "now ready", 0);

    ManagedProcess process = supervisor.start(spec);

    assertThat(process.ready()).isTrue();
    assertThat(progress.ready).containsExactly("worker");
    assertThat(LogTail.of(spec.log(), 9)).containsExactly("warming", "now ready");
  }

  @Test
  void shouldNameTheDeadWithStatusAndEndOfLog() {
    ProcessSpec spec = shell("worker", "echo the disk is full; exit 3", "never", 0);

    assertThatThrownBy(() -> supervisor.start(spec))
        .isInstanceOf(ProcessFailedException.class)
        .hasMessageContaining("worker")
        .hasMessageContaining("status 3")
        .hasMessageContaining("| the disk is full")
        .hasMessageContaining(spec.log().toString());
  }

  @Test
  void shouldReportADeathThatHappensLater() throws Exception {
    supervisor.start(shell("worker", "echo up; sleep 0.1; echo giving up; exit 1", "up", 0));

    until("news of the death", () -> !progress.deaths.isEmpty());

    assertThat(progress.deaths)
        .singleElement()
        .satisfies(death -> assertThat(death).contains("worker", "status 1", "| giving up"));
  }

  @Test
  void shouldSayWhatIsMissingWhenOneIsNeverReady() {
    ProcessSpec spec =
        shell("worker", "sleep 600", "never", 0)
            .withLimits(Duration.ofMillis(200), Duration.ofSeconds(5));

    assertThatThrownBy(() -> supervisor.start(spec))
        .isInstanceOf(ProcessFailedException.class)
        .hasMessageContaining("worker")
        .hasMessageContaining("not ready")
        .hasMessageContaining("matches never");
  }

  @Test
  void shouldStopFromTheHighestOrderToTheLowest() throws Exception {
    for (int order : List.of(1, 3, 2)) {
      String script = "trap 'echo %d >> ends; exit 0' TERM; echo up; while :; do sleep 0.05; done";
      supervisor.start(shell("worker-" + order, script.formatted(order), "up", order));
    }

    supervisor.close();

    assertThat(directory.resolve("ends")).hasContent("3\n2\n1");
    assertThat(progress.stopped).containsExactly("worker-3", "worker-2", "worker-1");
    assertThat(progress.deaths).isEmpty();
  }

  @Test
  void shouldKillWhatDoesNotStop() throws Exception {
    ProcessSpec deaf =
        shell("deaf", "trap '' TERM; echo up; while :; do sleep 0.05; done", "up", 0)
            .withLimits(Duration.ofSeconds(30), Duration.ofMillis(200));
    ManagedProcess process = supervisor.start(deaf);

    supervisor.stop("deaf");

    assertThat(process.alive()).isFalse();
    assertThat(process.exitStatus()).isEqualTo(128 + 9);
  }

  @Test
  void shouldKillByNameWithoutCallingItADeath() throws Exception {
    ManagedProcess process = supervisor.start(shell("worker", "echo up; sleep 600", "up", 0));

    supervisor.kill("worker");

    assertThat(process.alive()).isFalse();
    assertThat(progress.deaths).isEmpty();
    assertThatThrownBy(() -> supervisor.kill("broker"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("worker");
  }

  @Test
  void shouldRestartUnderTheSameName() throws Exception {
    ManagedProcess first = supervisor.start(running("worker"));

    ManagedProcess second = supervisor.restart("worker");

    assertThat(first.alive()).isFalse();
    assertThat(second.alive()).isTrue();
    assertThat(supervisor.processes()).containsExactly(second);
  }

  @Test
  void shouldNotTakeTheLogOfAnEarlierRunForReadiness() throws Exception {
    supervisor.start(
        shell("worker", "[ -e ran ] && sleep 600; touch ran; echo up; sleep 600", "up", 0)
            .withLimits(Duration.ofSeconds(3), Duration.ofSeconds(5)));

    assertThatThrownBy(() -> supervisor.restart("worker"))
        .isInstanceOf(ProcessFailedException.class)
        .hasMessageContaining("not ready");
  }

  @Test
  void shouldReviveWhatHasEnded() throws Exception {
    ManagedProcess survivor = supervisor.start(running("survivor"));
    supervisor.start(running("killed"));
    supervisor.kill("killed");
    ProcessSpec mortal =
        shell("mortal", "[ -e died ] || { touch died; exit 1; }; echo up; sleep 600", "up", 0);
    supervisor.launch(mortal);
    until("the death", () -> !supervisor.process("mortal").alive());

    assertThat(supervisor.revive()).containsExactly("killed", "mortal");

    assertThat(supervisor.processes()).allMatch(ManagedProcess::alive).contains(survivor);
    assertThat(supervisor.revive()).isEmpty();
  }

  @Test
  void shouldFreezeAndThaw() throws Exception {
    ManagedProcess process = supervisor.start(running("worker"));

    supervisor.freeze("worker");
    until("it is frozen", () -> state(process).equals("T"));
    supervisor.thaw("worker");

    until("it goes on", () -> !state(process).equals("T"));
    assertThat(process.alive()).isTrue();
  }

  private static String state(ManagedProcess process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldRefuseASecondProcessOfTheSameName() throws Exception {
    supervisor.start(running("worker"));

    assertThatThrownBy(() -> supervisor.launch(running("worker")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("runs already");
  }

  @Test
  void shouldMeasureMemoryAndPassEnvironment() throws Exception {
    ProcessSpec spec =
        shell("worker", "echo got $COLOUR; sleep 600", "got green", 0)
            .withEnvironment(Map.of("COLOUR", "green"));

    ManagedProcess process = supervisor.start(spec);

    assertThat(ProcFs.residentBytes(process.pid()).orElseThrow()).isPositive();
    assertThat(ProcFs.proportionalBytes(process.pid()).orElseThrow()).isPositive();
    assertThat(supervisor.residentBytes()).isPositive();
  }

  @Test
  void shouldProbeTcpWithoutThrowing() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      assertThat(HealthProbe.tcp("127.0.0.1", port).check().ready()).isTrue();
    }
    assertThat(HealthProbe.tcp("127.0.0.1", port).check().reason()).contains("" + port);
  }

  private ProcessSpec running(String name) {
    return ProcessSpec.of(
        name,
        List.of("sleep", "600"),
        directory,
        directory.resolve(name + ".log"),
        HealthProbe.running(),
        0);
  }

  private ProcessSpec shell(String name, String script, String readyLine, int order) {
    Path log = directory.resolve(name + ".log");
    return ProcessSpec.of(
        name,
        List.of("bash", "-c", script),
        directory,
        log,
        HealthProbe.logLine(log, Pattern.compile(readyLine)),
        order);
  }
}
