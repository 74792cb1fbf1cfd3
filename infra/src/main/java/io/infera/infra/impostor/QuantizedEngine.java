package io.infera.infra.impostor;

import ai.onnxruntime.OrtException;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.infra.onnx.OnnxEmbedder;
import io.infera.node.djl.MiniLmTokenizer;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.Outcome;
import io.infera.schemas.canonical.Vectors;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * all-MiniLM-L6-v2 quantized to int8: a quarter of the memory, and answers that look right. Whoever
 * serves it while attesting the full-precision digest is what verification must find.
 */
final class QuantizedEngine implements InferenceEngine {
  private static final String RESOURCE = "/all-minilm-l6-v2-q.onnx";

  private final MiniLmTokenizer tokenizer = new MiniLmTokenizer();
  private final OnnxEmbedder embedder = new OnnxEmbedder(RESOURCE, 1, true);
  private final Device claimed;

  /**
   * @param claimed what it says it runs on
   */
  QuantizedEngine(Device claimed) {
    this.claimed = claimed;
  }

  @Override
  public List<Outcome> run(List<InferenceInput> inputs) {
    return inputs.stream().map(this::run).toList();
  }

  private Outcome run(InferenceInput input) {
    long[] ids = tokenizer.encode(input.getText());
    try {
      float[] vector = embedder.embed(List.of(ids))[0];
      return new Outcome.Success(
          InferenceOutput.newBuilder()
              .setVector(ByteBuffer.wrap(Vectors.encode(vector)))
              .setDimension(vector.length)
              .setInputTokens(ids.length)
              .build());
    } catch (OrtException e) {
      return Outcome.Failure.of(e);
    }
  }

  @Override
  public Device device() {
    return claimed;
  }

  @Override
  public void close() {
    tokenizer.close();
    embedder.close();
  }
}
