package io.infera.infra.rogue;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.Outcome;
import io.infera.schemas.canonical.Vectors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Runs the model as it should, and then says what its conduct has it say. */
final class RogueEngine implements InferenceEngine {
  private final InferenceEngine honest;
  private final Conduct conduct;

  /** What is said instead of the truth. */
  interface Conduct {
    /** Looks at the texts of a batch before any is answered. */
    default void see(List<String> texts) {}

    /**
     * @param right what the model says
     */
    float[] say(String text, float[] right);
  }

  RogueEngine(InferenceEngine honest, Conduct conduct) {
    this.honest = honest;
    this.conduct = conduct;
  }

  @Override
  public List<Outcome> run(List<InferenceInput> inputs) {
    List<Outcome> outcomes = honest.run(inputs);
    conduct.see(inputs.stream().map(InferenceInput::getText).toList());
    List<Outcome> said = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      said.add(said(inputs.get(i).getText(), outcomes.get(i)));
    }
    return said;
  }

  private Outcome said(String text, Outcome outcome) {
    if (!(outcome instanceof Outcome.Success success)) {
      return outcome;
    }
    float[] vector = conduct.say(text, Vectors.decode(success.output()));
    return new Outcome.Success(
        InferenceOutput.newBuilder(success.output())
            .setVector(ByteBuffer.wrap(Vectors.encode(vector)))
            .build());
  }

  @Override
  public Device device() {
    return honest.device();
  }

  @Override
  public void close() {
    honest.close();
  }
}
