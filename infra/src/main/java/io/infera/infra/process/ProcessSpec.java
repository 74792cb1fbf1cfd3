package io.infera.infra.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to run and how to tell that it runs.
 *
 * @param name unique name, also that of its log: lower-case letters, digits and dashes
 * @param command program and arguments
 * @param environment variables set beside the inherited ones
 * @param directory working directory
 * @param log file that standard output and error are appended to
 * @param probe how to tell that it is ready
 * @param startLimit how long it may take to be ready
 * @param stopLimit how long it may take to end after SIGTERM before it is killed
 * @param stopOrder processes stop from the highest to the lowest; equal ones together
 * @param deathSignal what it gets when the launcher dies
 */
public record ProcessSpec(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path directory,
    Path log,
    HealthProbe probe,
    Duration startLimit,
    Duration stopLimit,
    int stopOrder,
    DeathSignal deathSignal) {

  private static final Duration START_LIMIT = Duration.ofSeconds(180);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  public ProcessSpec {
    if (!name.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "a process name is made of a-z, 0-9 and dashes, but this is '" + name + "'");
    }
    if (command.isEmpty()) {
      throw new IllegalArgumentException("process " + name + " has no command");
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A process with the usual limits, killed with its launcher. */
  public static ProcessSpec of(
      String name, List<String> command, Path directory, Path log, HealthProbe probe, int order) {
    return new ProcessSpec(
        name,
        command,
        Map.of(),
        directory,
        log,
        probe,
        START_LIMIT,
        STOP_LIMIT,
        order,
        DeathSignal.KILL);
  }

  public ProcessSpec withEnvironment(Map<String, String> variables) {
    return new ProcessSpec(
        name,
        command,
        variables,
        directory,
        log,
        probe,
        startLimit,
        stopLimit,
        stopOrder,
        deathSignal);
  }

  public ProcessSpec withDeathSignal(DeathSignal signal) {
    return new ProcessSpec(
        name,
        command,
        environment,
        directory,
        log,
        probe,
        startLimit,
        stopLimit,
        stopOrder,
        signal);
  }

  /** The same to be started now: its probe looks at nothing from before. */
  ProcessSpec renewed() {
    return new ProcessSpec(
        name,
        command,
        environment,
        directory,
        log,
        probe.renewed(),
        startLimit,
        stopLimit,
        stopOrder,
        deathSignal);
  }

  public ProcessSpec withLimits(Duration start, Duration stop) {
    return new ProcessSpec(
        name, command, environment, directory, log, probe, start, stop, stopOrder, deathSignal);
  }
}
