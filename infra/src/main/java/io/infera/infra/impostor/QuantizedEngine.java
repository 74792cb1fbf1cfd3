package io.infera.infra.impostor;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.node.djl.MiniLmTokenizer;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.Outcome;
import io.infera.schemas.canonical.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * all-MiniLM-L6-v2 quantized to int8: a quarter of the memory, and answers that look right. Whoever
 * serves it while attesting the full-precision digest is what verification must find.
 */
final class QuantizedEngine implements InferenceEngine {
  private static final String RESOURCE = "/all-minilm-l6-v2-q.onnx";
  private static final String HIDDEN = "last_hidden_state";

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final MiniLmTokenizer tokenizer = new MiniLmTokenizer();
  private final Device claimed;
  private final OrtSession session;

  /**
   * @param claimed what it says it runs on
   */
  QuantizedEngine(Device claimed) {
    this.claimed = claimed;
    try (InputStream in = QuantizedEngine.class.getResourceAsStream(RESOURCE);
        var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(in.readAllBytes(), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot load " + RESOURCE, e);
    }
  }

  @Override
  public List<Outcome> run(List<InferenceInput> inputs) {
    return inputs.stream().map(this::run).toList();
  }

  private Outcome run(InferenceInput input) {
    long[] ids = tokenizer.encode(input.getText());
    try {
      float[] vector = pooled(hidden(ids));
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

  private float[][] hidden(long[] ids) throws OrtException {
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      tensors.put("input_ids", OnnxTensor.createTensor(environment, new long[][] {ids}));
      tensors.put("attention_mask", OnnxTensor.createTensor(environment, new long[][] {ones}));
      tensors.put("token_type_ids", OnnxTensor.createTensor(environment, new long[1][ids.length]));
      try (var result = session.run(tensors, Set.of(HIDDEN))) {
        return ((float[][][]) result.get(0).getValue())[0];
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /** The mean over the tokens, scaled to length 1. */
  private static float[] pooled(float[][] hidden) {
    double[] mean = new double[hidden[0].length];
    for (float[] token : hidden) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += token[i] / hidden.length;
      }
    }
    double norm = Math.sqrt(Arrays.stream(mean).map(value -> value * value).sum());
    var vector = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      vector[i] = (float) (mean[i] / norm);
    }
    return vector;
  }

  @Override
  public Device device() {
    return claimed;
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
