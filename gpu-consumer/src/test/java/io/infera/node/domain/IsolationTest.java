package io.infera.node.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceInput;
import io.infera.schemas.testing.Records;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsolationTest {
  /** Cannot run a batch that holds the word poison. */
  private static final class Delicate implements InferenceEngine {
    @Override
    public List<Outcome> run(List<InferenceInput> inputs) {
      if (inputs.stream().anyMatch(input -> input.getText().equals("poison"))) {
        throw new IllegalStateException("poisoned");
      }
      return inputs.stream().map(i -> (Outcome) new Outcome.Success(Records.output(1))).toList();
    }

    @Override
    public Device device() {
      return new Device("cpu", "test", "test");
    }

    @Override
    public void close() {}
  }

  @Test
  void shouldFailOnlyTheInputThatCannotBeRun() {
    List<Outcome> outcomes =
        Isolation.run(
            new Delicate(),
            List.of(
                new InferenceInput("a"), new InferenceInput("poison"), new InferenceInput("b")));

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Success.class);
    assertThat(outcomes.get(1)).isEqualTo(new Outcome.Failure("IllegalStateException: poisoned"));
    assertThat(outcomes.get(2)).isInstanceOf(Outcome.Success.class);
  }
}
