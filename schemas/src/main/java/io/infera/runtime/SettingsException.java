package io.infera.runtime;

/**
 * A configuration that cannot be used; the message says which key, what was expected and what was
 * found.
 */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}
