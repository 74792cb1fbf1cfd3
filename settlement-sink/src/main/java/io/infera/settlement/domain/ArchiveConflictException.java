package io.infera.settlement.domain;

/** A batch would have to overwrite another in the archive. Nothing was written. */
public final class ArchiveConflictException extends IllegalStateException {
  public ArchiveConflictException(String message) {
    super(message);
  }
}
