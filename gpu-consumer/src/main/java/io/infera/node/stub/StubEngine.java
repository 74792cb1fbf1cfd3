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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * No model at all: a vector that follows from a hash of the text, after a wait. It measures what is
 * around a model, in benchmarks, and is worth nothing else. All stubs agree with each other.
 *
 * <p>Every vector is a stretch of one long row of random numbers, made once: incompressible, and as
 * good as uncorrelated with those of other texts, at the price of a copy.
 */
public final class StubEngine implements InferenceEngine {
  private static final int STARTS = 1 << 16;

  private final int dimension;
  private final Duration serviceTime;
  private final byte[] row;

  /**
   * @param dimension components of a vector
   * @param serviceTime how long each input takes
   */
  public StubEngine(int dimension, Duration serviceTime) {
    this.dimension = dimension;
    this.serviceTime = serviceTime;
    this.row = row(STARTS + dimension);
  }

  private static byte[] row(int length) {
    var random = new SplittableRandom(1);
    var row = new float[length];
    for (int i = 0; i < length; i++) {
      row[i] = (float) random.nextDouble() - 0.5f;
    }
    return Vectors.encode(row);
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
    int start = ByteBuffer.wrap(hash.bytes()).getShort() & STARTS - 1;
    int from = start * Float.BYTES;
    byte[] vector = Arrays.copyOfRange(row, from, from + dimension * Float.BYTES);
    return new Outcome.Success(
        InferenceOutput.newBuilder()
            .setVector(ByteBuffer.wrap(vector))
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
