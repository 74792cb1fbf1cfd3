package io.infera.ingest.domain;

/**
 * A line as it was read.
 *
 * @param number from 1
 * @param text without its end of line; empty when {@code defect} is not
 * @param defect why it could not be read as text; empty when it could
 */
public record RawLine(long number, String text, String defect) {
  public RawLine {
    if (number < 1) {
      throw new IllegalArgumentException("lines are numbered from 1, found: " + number);
    }
  }

  boolean isBlank() {
    return defect.isEmpty() && text.isBlank();
  }
}
