package io.infera.infra.process;

/** A process ended unasked or did not get ready; the message carries the end of its log. */
public final class ProcessFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int TAIL_LINES = 20;

  private ProcessFailedException(String message) {
    super(message);
  }

  static ProcessFailedException died(ManagedProcess process) {
    return new ProcessFailedException(
        "%s (pid %d) ended with status %d. The end of %s:%n%s"
            .formatted(
                process.name(),
                process.pid(),
                process.exitStatus(),
                process.spec().log(),
                LogTail.indented(process.spec().log(), TAIL_LINES)));
  }

  static ProcessFailedException notReady(ManagedProcess process, String reason) {
    return new ProcessFailedException(
        "%s (pid %d) is not ready after %d s: %s. The end of %s:%n%s"
            .formatted(
                process.name(),
                process.pid(),
                process.spec().startLimit().toSeconds(),
                reason,
                process.spec().log(),
                LogTail.indented(process.spec().log(), TAIL_LINES)));
  }
}
