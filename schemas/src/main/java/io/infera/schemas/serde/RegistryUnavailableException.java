package io.infera.schemas.serde;

import org.apache.kafka.common.errors.RetriableException;

/** The schema registry did not answer; the record is not to blame and may be tried again. */
public final class RegistryUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
