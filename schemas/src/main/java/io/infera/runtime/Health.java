package io.infera.runtime;

/**
 * Whether a service can do its work now.
 *
 * @param ready true when it can
 * @param detail one line: what it does, or what it waits for
 */
public record Health(boolean ready, String detail) {
  public static Health ready(String detail) {
    return new Health(true, detail);
  }

  public static Health waiting(String detail) {
    return new Health(false, detail);
  }
}
