package io.infera.infra.onnx;

import ai.onnxruntime.OrtException;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.node.djl.MiniLmTokenizer;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.Outcome;
import io.infera.schemas.canonical.Vectors;
import java.nio.ByteBuffer;
import java.util.List;

/** A published ONNX file that reads the tokens of all-MiniLM-L6-v2, one text at a time. */
public final class OnnxEngine implements InferenceEngine {
  /** all-MiniLM-L6-v2 as it was published. */
  public static final String ORIGINAL = "/all-minilm-l6-v2.onnx";

  /**
   * The same quantized to int8: a quarter of the memory, and answers that look right. Whoever
   * serves it while attesting the full-precision digest is what verification must find.
   */
  public static final String INT8 = "/all-minilm-l6-v2-q.onnx";

  /** Another model altogether, e5-small-v2. */
  public static final String OTHER_MODEL = "/e5-small-v2-q.onnx";

  private final MiniLmTokenizer tokenizer = new MiniLmTokenizer();
  private final OnnxEmbedder embedder;
  private final Device claimed;

  /**
   * @param resource one of the above
   * @param claimed what it says it runs on
   */
  public OnnxEngine(String resource, Device claimed) {
    this.embedder = new OnnxEmbedder(resource, 1, true);
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
