package io.infera.infra.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A published ONNX file on ONNX Runtime, with the pooling of sentence-transformers: the mean over
 * the tokens, scaled to length 1.
 */
public final class OnnxEmbedder implements AutoCloseable {
  private static final String HIDDEN = "last_hidden_state";

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  /**
   * @param resource of the class path
   * @param threads that one operation may use
   * @param optimized false to run the graph as it was published
   */
  public OnnxEmbedder(String resource, int threads, boolean optimized) {
    try (InputStream in = OnnxEmbedder.class.getResourceAsStream(resource);
        var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(optimized ? OptLevel.ALL_OPT : OptLevel.NO_OPT);
      session = environment.createSession(in.readAllBytes(), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot load " + resource, e);
    }
  }

  /**
   * One vector per text, in order; shorter texts are padded to the longest.
   *
   * @param texts token ids, none empty
   */
  public float[][] embed(List<long[]> texts) throws OrtException {
    int length = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    var ids = new long[texts.size()][length];
    var mask = new long[texts.size()][length];
    for (int row = 0; row < ids.length; row++) {
      long[] text = texts.get(row);
      System.arraycopy(text, 0, ids[row], 0, text.length);
      Arrays.fill(mask[row], 0, text.length, 1);
    }
    float[][][] hidden = hidden(ids, mask);
    var vectors = new float[ids.length][];
    for (int row = 0; row < ids.length; row++) {
      vectors[row] = pooled(hidden[row], texts.get(row).length);
    }
    return vectors;
  }

  private float[][][] hidden(long[][] ids, long[][] mask) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      tensors.put("input_ids", OnnxTensor.createTensor(environment, ids));
      tensors.put("attention_mask", OnnxTensor.createTensor(environment, mask));
      tensors.put(
          "token_type_ids",
          OnnxTensor.createTensor(environment, new long[ids.length][ids[0].length]));
      try (var result = session.run(tensors, Set.of(HIDDEN))) {
        return (float[][][]) result.get(0).getValue();
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static float[] pooled(float[][] hidden, int tokens) {
    double[] mean = new double[hidden[0].length];
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += hidden[token][i] / tokens;
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
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
