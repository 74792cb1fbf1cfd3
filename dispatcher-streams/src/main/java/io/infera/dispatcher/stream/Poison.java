package io.infera.dispatcher.stream;

/** A record that cannot be worked on, now or later; it belongs in the dead-letter topic. */
final class Poison extends Exception {
  private static final long serialVersionUID = 1L;

  Poison(String message) {
    super(message);
  }

  Poison(Throwable cause) {
    super(cause.getMessage(), cause);
  }

  /** What the dead letter names as its cause. */
  Throwable reason() {
    return getCause() == null ? this : getCause();
  }
}
