package io.infera.node.stub;

import io.infera.event.Digest;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.event.ServedModel;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.Outcome;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Vectors;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * No model at all: a vector made from a hash of the text, after a wait. It measures what is around
 * a model, in benchmarks, and is worth nothing else. All stubs agree with each other.
 */
public final class StubEngine implements InferenceEngine {
  private final int dimension;
  private final Duration serviceTime;

  /**
   * @param dimension components of a vector
   * @param serviceTime how long each input takes
   */
  public StubEngine(int dimension, Duration serviceTime) {
    this.dimension = dimension;
    this.serviceTime = serviceTime;
  }

  /** What a node attests that serves this: digests that no real model has. */
  public static ServedModel served(String modelId, int dimension) {
    Digest digest = CanonicalHash.of("infera/stub/v1").int32(dimension).finish();
    return new ServedModel(modelId, digest, digest);
  }

  @Override
  public List<Outcome> run(List<InferenceInput> inputs) {
    LockSupport.parkNanos(serviceTime.multipliedBy(inputs.size()).toNanos());
    return inputs.stream().map(this::answer).toList();
  }

  private Outcome answer(InferenceInput input) {
    if (input.getText() == null) {
      return new Outcome.Failure("The stub needs a text, and there is none");
    }
    Digest hash = CanonicalHash.of("infera/stub/v1").string(input.getText()).finish();
    var random = new SplittableRandom(ByteBuffer.wrap(hash.bytes()).getLong());
    float[] vector = new float[dimension];
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextDouble() - 0.5f;
      squares += (double) vector[i] * vector[i];
    }
    float norm = (float) Math.sqrt(squares);
    for (int i = 0; i < dimension; i++) {
      vector[i] /= norm;
    }
    return new Outcome.Success(
        InferenceOutput.newBuilder()
            .setVector(ByteBuffer.wrap(Vectors.encode(vector)))
            .setDimension(dimension)
            .setInputTokens(1 + input.getText().length() / 4)
            .build());
  }

  @Override
  public Device device() {
    return new Device("cpu", "none", "stub");
  }

  @Override
  public void close() {}
}
