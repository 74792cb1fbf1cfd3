package io.infera.infra.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Starts processes, waits for them, tells of those that die, and stops them in order.
 *
 * <p>Thread safe. A death that nobody asked for is reported at once, with the end of the log; what
 * follows from it is the caller's decision. None of the processes outlives this JVM, see {@link
 * Launch}.
 */
public final class Supervisor implements AutoCloseable {
  private static final long POLL_MS = 50;
  private static final long KILL_LIMIT_MS = 10_000;

  private final Progress progress;
  private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();
  private boolean closed;

  public Supervisor(Progress progress) {
    this.progress = progress;
  }

  /**
   * Starts a process and does not wait for it. A name whose process has ended may be used again.
   *
   * @throws IllegalStateException if one of that name runs, or after close
   */
  public synchronized ManagedProcess launch(ProcessSpec spec) {
    if (closed) {
      throw new IllegalStateException("cannot start " + spec.name() + ": everything is stopping");
    }
    ManagedProcess previous = processes.get(spec.name());
    if (previous != null && previous.alive()) {
      throw new IllegalStateException(
          spec.name() + " runs already, pid " + previous.pid() + "; stop it first");
    }
    try {
      ProcessSpec renewed = spec.renewed();
      ManagedProcess process = new ManagedProcess(renewed, Launch.start(renewed));
      processes.put(spec.name(), process);
      process.process().onExit().thenRun(() -> ended(process));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts processes side by side and waits until all are ready.
   *
   * @throws ProcessFailedException as soon as one of them, or any other, has died, or is late
   */
  public List<ManagedProcess> start(Collection<ProcessSpec> specs) throws InterruptedException {
    long began = System.nanoTime();
    List<ManagedProcess> started = specs.stream().map(this::launch).toList();
    awaitReady(started, began);
    return started;
  }

  /** Starts one and waits until it is ready. */
  public ManagedProcess start(ProcessSpec spec) throws InterruptedException {
    return start(List.of(spec)).get(0);
  }

  /** Waits until these are ready; their time is counted from now. */
  public void awaitReady(Collection<ManagedProcess> started) throws InterruptedException {
    awaitReady(started, System.nanoTime());
  }

  /** Starts the process of that name anew, as it was; waits until it is ready. */
  public ManagedProcess restart(String name) throws InterruptedException {
    stop(name);
    return start(process(name).spec());
  }

  /** Ends a process as a crash would (SIGKILL) and waits until it is gone. */
  public void kill(String name) throws InterruptedException {
    ManagedProcess process = process(name);
    process.kill();
    process.awaitEnd(KILL_LIMIT_MS);
  }

  /** Freezes a process (SIGSTOP): it keeps its connections and answers nothing. */
  public void freeze(String name) throws InterruptedException {
    signal(process(name), "STOP");
  }

  /** Lets a frozen process go on (SIGCONT). */
  public void thaw(String name) throws InterruptedException {
    signal(process(name), "CONT");
  }

  /**
   * Starts every process anew that has ended, however it did, and waits until all are ready.
   *
   * @return their names, in the order of their first start
   * @throws ProcessFailedException as soon as another, or one of them again, dies, or is late
   */
  public List<String> revive() throws InterruptedException {
    List<ProcessSpec> dead =
        processes().stream().filter(process -> !process.alive()).map(ManagedProcess::spec).toList();
    dead.forEach(this::launch);
    awaitReady(processes().stream().filter(process -> !process.ready()).toList());
    return dead.stream().map(ProcessSpec::name).toList();
  }

  /** Stops one process: SIGTERM, and SIGKILL when it takes longer than it may. */
  public void stop(String name) throws InterruptedException {
    stop(List.of(process(name)));
  }

  /** All processes ever started, the latest of each name, in the order of their first start. */
  public synchronized List<ManagedProcess> processes() {
    return List.copyOf(processes.values());
  }

  /**
   * The latest process of that name.
   *
   * @throws NoSuchElementException with the names there are
   */
  public synchronized ManagedProcess process(String name) {
    ManagedProcess process = processes.get(name);
    if (process == null) {
      throw new NoSuchElementException(
          "no process is named '" + name + "'; there are " + processes.keySet());
    }
    return process;
  }

  /** Resident memory of all that live, in bytes, shared pages counted once for each. */
  public long residentBytes() {
    return processes().stream()
        .filter(ManagedProcess::alive)
        .mapToLong(process -> ProcFs.residentBytes(process.pid()).orElse(0))
        .sum();
  }

  /** Stops everything, the highest stop order first. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    Map<Integer, List<ManagedProcess>> byOrder =
        processes().stream()
            .collect(
                Collectors.groupingBy(
                    process -> process.spec().stopOrder(),
                    () -> new TreeMap<>(Comparator.<Integer>reverseOrder()),
                    Collectors.toList()));
    for (List<ManagedProcess> together : byOrder.values()) {
      try {
        stop(together);
      } catch (InterruptedException e) {
        processes().forEach(ManagedProcess::kill);
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void stop(Collection<ManagedProcess> together) throws InterruptedException {
    List<ManagedProcess> living = together.stream().filter(ManagedProcess::alive).toList();
    living.forEach(ManagedProcess::terminate);
    long asked = System.nanoTime();
    for (ManagedProcess process : living) {
      long left = process.spec().stopLimit().toMillis() - millisSince(asked);
      if (!process.awaitEnd(Math.max(0, left))) {
        process.kill();
        process.awaitEnd(KILL_LIMIT_MS);
      }
      progress.stopped(process.name());
    }
  }

  private void awaitReady(Collection<ManagedProcess> started, long began)
      throws InterruptedException {
    List<ManagedProcess> waiting = new ArrayList<>(started);
    while (!waiting.isEmpty()) {
      failIfAnyDied();
      waiting.removeIf(process -> isReady(process, began));
      if (!waiting.isEmpty()) {
        Thread.sleep(POLL_MS);
      }
    }
  }

  private boolean isReady(ManagedProcess process, long began) {
    Readiness readiness = process.spec().probe().check();
    if (readiness.ready()) {
      process.markReady();
      progress.ready(process.name(), Duration.ofNanos(System.nanoTime() - began));
    } else if (millisSince(began) > process.spec().startLimit().toMillis()) {
      throw ProcessFailedException.notReady(process, readiness.reason());
    }
    return readiness.ready();
  }

  private void failIfAnyDied() {
    processes().stream()
        .filter(process -> !process.alive() && !process.expectedToEnd())
        .findFirst()
        .ifPresent(
            process -> {
              throw ProcessFailedException.died(process);
            });
  }

  private void ended(ManagedProcess process) {
    if (!process.expectedToEnd()) {
      progress.died(ProcessFailedException.died(process));
    }
  }

  private static void signal(ManagedProcess process, String name) throws InterruptedException {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "cannot send SIG%s to %s, pid %d: kill ended with status %d"
                .formatted(name, process.name(), process.pid(), status));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run kill", e);
    }
  }

  private static long millisSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1_000_000;
  }
}
