package io.infera.infra.local;

import java.util.ArrayList;
import java.util.List;

/** Verification's replay of a local network's log, in a process of its own. */
public final class ReplayProcess {
  private static final String MAIN = "io.infera.verification.replay.ReplayMain";

  /**
   * Of each record that is compared it holds some 100 bytes, and Flink of each open request more.
   */
  private static final int HEAP_MB = 1_536;

  private ReplayProcess() {}

  /**
   * The command that runs it.
   *
   * @param options of the replay, beside the configuration
   */
  public static List<String> command(
      Repository repository, StateDirectory state, List<String> options) {
    var arguments = new ArrayList<String>();
    arguments.add("--config");
    arguments.add(state.configuration("replay").toString());
    arguments.addAll(options);
    return Jvm.service(HEAP_MB, "-Dlogback.configurationFile=replay-logback.xml")
        .command(repository.application("verification-flink"), MAIN, arguments);
  }
}
