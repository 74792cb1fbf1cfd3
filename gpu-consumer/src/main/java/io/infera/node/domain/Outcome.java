package io.infera.node.domain;

import io.infera.event.InferenceOutput;
import java.util.Objects;

/** What became of one input. */
public sealed interface Outcome {

  /** The model answered. */
  record Success(InferenceOutput output) implements Outcome {
    public Success {
      Objects.requireNonNull(output, "output");
    }
  }

  /** The model could not be run on this input; the others of its batch are not concerned. */
  record Failure(String error) implements Outcome {
    private static final int LONGEST = 500;

    public Failure {
      Objects.requireNonNull(error, "error");
      error = error.substring(0, Math.min(LONGEST, error.length()));
    }

    /** A failure that says what was thrown. */
    public static Failure of(Throwable thrown) {
      return new Failure(thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
    }
  }
}
