package io.infera.node.djl;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A published ONNX file run as published, with the pooling done here in double precision. */
final class OnnxReference implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxReference(String resource) throws IOException, OrtException {
    try (InputStream in = OnnxReference.class.getResourceAsStream(resource);
        var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(in.readAllBytes(), options);
    }
  }

  double[] embed(long[] ids) throws OrtException {
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    Map<String, long[][]> feeds =
        Map.of(
            "input_ids", new long[][] {ids},
            "attention_mask", new long[][] {ones},
            "token_type_ids", new long[][] {new long[ids.length]});
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (var feed : feeds.entrySet()) {
        tensors.put(feed.getKey(), OnnxTensor.createTensor(environment, feed.getValue()));
      }
      try (var result = session.run(tensors, Set.of("last_hidden_state"))) {
        return pooled(((float[][][]) result.get(0).getValue())[0]);
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static double[] pooled(float[][] hidden) {
    double[] mean = new double[hidden[0].length];
    for (float[] token : hidden) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += token[i] / hidden.length;
      }
    }
    return mean;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
