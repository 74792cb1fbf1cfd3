package io.infera.ingest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.event.InferenceOutput;
import io.infera.event.InferenceResponse;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.canonical.Vectors;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** How an answer looks as a line of JSON. */
final class OutputLines {
  /** Status of a request without an answer, beside those of the network. */
  static final String FAILED = "FAILED";

  private static final JsonMapper JSON = new JsonMapper();

  private final boolean vectors;

  /**
   * @param vectors true to write the vectors, not only their digests
   */
  OutputLines(boolean vectors) {
    this.vectors = vectors;
  }

  String answered(long line, InferenceResponse response, long latencyMicros) {
    var json = JSON.createObjectNode();
    json.put("requestId", response.getRequestId());
    json.put("line", line);
    json.put("status", response.getStatus().name());
    json.put("reason", response.getReason());
    if (!response.getDetail().isEmpty()) {
      json.put("detail", response.getDetail());
    }
    json.put("nodeId", response.getNodeId());
    json.put("agreeing", response.getAgreeing());
    json.put("drawn", response.getDrawn());
    json.put("latencyMs", latencyMicros / 1_000.0);
    if (response.getOutput() != null) {
      put(json, response.getOutput());
    }
    return json.toString();
  }

  String failed(long line, RequestFailedException failure) {
    var json = JSON.createObjectNode();
    json.put("requestId", failure.key().requestId());
    json.put("line", line);
    json.put("status", FAILED);
    json.put("reason", reason(failure));
    json.put("detail", failure.getMessage());
    return json.toString();
  }

  private static String reason(RequestFailedException failure) {
    if (failure instanceof NotSentException) {
      return "NOT_SENT";
    }
    return failure instanceof NoAnswerException ? "NO_ANSWER" : "INTERRUPTED";
  }

  private void put(ObjectNode json, InferenceOutput output) {
    json.put("tokens", output.getInputTokens() + output.getOutputTokens());
    json.put("dimension", output.getDimension());
    json.put("vectorSha256", sha256(output));
    if (output.getText() != null) {
      json.put("text", output.getText());
    }
    if (vectors) {
      ArrayNode vector = json.putArray("vector");
      for (float component : Vectors.decode(output)) {
        vector.add(component);
      }
    }
  }

  private static String sha256(InferenceOutput output) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(output.getVector().duplicate());
      return Hex.encode(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
