package io.infera.ingest.domain;

import java.time.Duration;
import java.util.Optional;

/** What a line of input turned out to be. */
public sealed interface InputLine {
  /** The line's number, from 1. */
  long number();

  /**
   * A line that asks for something. What is empty is left to the command's options.
   *
   * @param number the line's number, from 1
   * @param id the request id, 1 to 128 of {@code A-Z a-z 0-9 . _ : -}
   * @param text what the model shall work on, not blank
   * @param modelId which model
   * @param replicas how many nodes, at least 3
   * @param deadline how long the network has, positive
   */
  record Ask(
      long number,
      Optional<String> id,
      String text,
      Optional<String> modelId,
      Optional<Integer> replicas,
      Optional<Duration> deadline)
      implements InputLine {}

  /**
   * A line that cannot be submitted.
   *
   * @param number the line's number, from 1
   * @param reason what is wrong, for people
   */
  record Bad(long number, String reason) implements InputLine {}

  /** A line without content, which is passed over. */
  record Blank(long number) implements InputLine {}
}
