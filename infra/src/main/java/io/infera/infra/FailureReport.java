package io.infera.infra;

import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.process.ProcessFailedException;
import io.infera.runtime.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Failures that say what to do are shown as they are; of others, the trace is shown too. */
final class FailureReport implements IExecutionExceptionHandler {
  private static final int FAILED = 1;

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    boolean forPeople =
        e instanceof LocalNetworkException
            || e instanceof ProcessFailedException
            || e instanceof SettingsException;
    if (forPeople) {
      command.getErr().println("infera: " + e.getMessage());
    } else {
      e.printStackTrace(command.getErr());
    }
    return FAILED;
  }
}
