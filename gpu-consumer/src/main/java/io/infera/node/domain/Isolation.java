package io.infera.node.domain;

import io.infera.event.InferenceInput;
import java.util.List;

/**
 * Keeps a failure to the input that caused it: a batch that cannot be run is run again one by one.
 */
public final class Isolation {
  private Isolation() {}

  /** One outcome per input, in the same order; never throws what the engine throws. */
  public static List<Outcome> run(InferenceEngine engine, List<InferenceInput> inputs) {
    try {
      List<Outcome> outcomes = engine.run(inputs);
      if (outcomes.size() != inputs.size()) {
        throw new IllegalStateException(
            "The engine gave %d outcomes for %d inputs".formatted(outcomes.size(), inputs.size()));
      }
      return outcomes;
    } catch (RuntimeException e) {
      return inputs.size() == 1
          ? List.of(Outcome.Failure.of(e))
          : inputs.stream().map(input -> run(engine, List.of(input)).get(0)).toList();
    }
  }
}
