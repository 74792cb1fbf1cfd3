package io.infera.settlement.testing;

import io.infera.settlement.SinkMain;
import java.nio.file.Path;

/** The sink in a process of its own, to be killed. */
public final class SinkProcess implements AutoCloseable {
  private final ServiceProcess process;

  private SinkProcess(ServiceProcess process) {
    this.process = process;
  }

  public static SinkProcess start(Path config) {
    Path log = config.resolveSibling("sink.log");
    return new SinkProcess(
        ServiceProcess.start(SinkMain.class, log, "run", "--config", config.toString()));
  }

  public boolean alive() {
    return process.alive();
  }

  /** Ends it without warning, as a power failure does. */
  public void kill9() {
    process.kill9();
  }

  /** Asks it to stop; returns its exit code. */
  public int stop() {
    return process.stop();
  }

  /** What it has written since the first start. */
  public String log() {
    return process.log();
  }

  @Override
  public void close() {
    process.close();
  }
}
