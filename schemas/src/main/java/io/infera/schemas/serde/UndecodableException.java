package io.infera.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/**
 * Bytes that are not a record of their topic. Reading them again will not help, so they belong in
 * the dead-letter topic; a registry that cannot be reached is another matter ({@link
 * RegistryUnavailableException}).
 */
public final class UndecodableException extends SerializationException {
  /** What is wrong with the bytes. */
  public enum Reason {
    /** Fewer than the five bytes of the header. */
    TOO_SHORT,
    /** The first byte is not 0. */
    WRONG_MAGIC,
    /** The registry does not know the schema id. */
    UNKNOWN_SCHEMA,
    /** The writer's schema cannot be read as the topic's. */
    INCOMPATIBLE_SCHEMA,
    /** The body does not follow its schema, or asks for more memory than a record may. */
    MALFORMED
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  UndecodableException(Reason reason, String message, Throwable cause) {
    super(reason + ": " + message, cause);
    this.reason = reason;
  }

  UndecodableException(Reason reason, String message) {
    this(reason, message, null);
  }

  public Reason reason() {
    return reason;
  }
}
