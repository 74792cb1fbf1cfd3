package io.infera.infra.process;

/**
 * What a probe found.
 *
 * @param ready true when the process does its work
 * @param reason what is missing, in a line; empty when ready
 */
public record Readiness(boolean ready, String reason) {
  /** It is ready. */
  public static final Readiness READY = new Readiness(true, "");

  public static Readiness notYet(String reason) {
    return new Readiness(false, reason);
  }
}
