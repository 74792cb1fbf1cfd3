package io.infera.settlement.domain;

import java.nio.file.Path;

/** A file of the archive is not what it should be. */
public final class DamagedArchiveException extends IllegalStateException {
  private final transient Path file;

  public DamagedArchiveException(Path file, Throwable cause) {
    super("%s is damaged: %s".formatted(file, cause.getMessage()), cause);
    this.file = file;
  }

  public Path file() {
    return file;
  }
}
