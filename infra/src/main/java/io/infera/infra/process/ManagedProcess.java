package io.infera.infra.process;

import java.util.concurrent.TimeUnit;

/** One run of a process. */
public final class ManagedProcess {
  private final ProcessSpec spec;
  private final Process process;
  private volatile boolean expectedToEnd;
  private volatile boolean ready;

  ManagedProcess(ProcessSpec spec, Process process) {
    this.spec = spec;
    this.process = process;
  }

  public ProcessSpec spec() {
    return spec;
  }

  public String name() {
    return spec.name();
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** True once its probe has found it ready; stays so until it ends. */
  public boolean ready() {
    return ready && alive();
  }

  /** How it ended: the exit status, 128 plus the signal's number if one ended it. */
  public int exitStatus() {
    return process.exitValue();
  }

  void markReady() {
    ready = true;
  }

  boolean expectedToEnd() {
    return expectedToEnd;
  }

  Process process() {
    return process;
  }

  /** Asks it to end. */
  void terminate() {
    expectedToEnd = true;
    process.destroy();
  }

  /** Ends it without asking. */
  void kill() {
    expectedToEnd = true;
    process.destroyForcibly();
  }

  /** True when it has ended within the time. */
  boolean awaitEnd(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }
}
