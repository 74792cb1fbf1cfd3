package io.infera.infra.attack;

import ai.onnxruntime.OrtException;
import io.infera.event.InferenceRequest;
import io.infera.infra.onnx.OnnxEmbedder;
import io.infera.infra.onnx.OnnxEngine;
import io.infera.node.djl.MiniLmTokenizer;
import io.infera.schemas.catalog.RequestKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the model says to every request, by an engine that no node has: ONNX Runtime. */
record Truth(Map<RequestKey, float[]> vectors) {

  static Truth of(List<InferenceRequest> requests) {
    var vectors = new HashMap<RequestKey, float[]>();
    try (var embedder = new OnnxEmbedder(OnnxEngine.ORIGINAL, 1, true);
        var tokenizer = new MiniLmTokenizer()) {
      for (InferenceRequest request : requests) {
        long[] tokens = tokenizer.encode(request.getInput().getText());
        vectors.put(RequestKey.of(request), embedder.embed(List.of(tokens))[0]);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot run the model", e);
    }
    return new Truth(vectors);
  }

  float[] of(RequestKey key) {
    return vectors.get(key);
  }
}
