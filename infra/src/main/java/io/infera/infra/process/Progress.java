package io.infera.infra.process;

import java.time.Duration;
import java.util.Locale;

/** Where news of processes goes. Called from several threads. */
public interface Progress {

  /** A step of the whole. */
  void step(String what);

  /** A process is ready. */
  void ready(String name, Duration after);

  /** A process ended unasked. */
  void died(ProcessFailedException death);

  /** A process has been stopped. */
  void stopped(String name);

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void step(String what) {}

      @Override
      public void ready(String name, Duration after) {}

      @Override
      public void died(ProcessFailedException death) {}

      @Override
      public void stopped(String name) {}
    };
  }

  /** A line for each, to standard error, so that standard output stays for results. */
  static Progress console() {
    return new Progress() {
      @Override
      public void step(String what) {
        System.err.println(what);
      }

      @Override
      public void ready(String name, Duration after) {
        System.err.printf(
            Locale.ROOT, "  %-18s ready after %.1f s%n", name, after.toMillis() / 1e3);
      }

      @Override
      public void died(ProcessFailedException death) {
        System.err.println("! " + death.getMessage());
      }

      @Override
      public void stopped(String name) {
        System.err.printf("  %-18s stopped%n", name);
      }
    };
  }
}
