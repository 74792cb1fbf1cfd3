package io.infera.node.djl;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.event.ServedModel;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.Outcome;
import io.infera.node.domain.Packing;
import io.infera.node.model.MiniLm;
import io.infera.node.model.ModelStore;
import io.infera.node.model.Precision;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.canonical.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** all-MiniLM-L6-v2 in full precision on libtorch. */
public final class MiniLmEngine implements InferenceEngine {
  /**
   * On a processor a group costs about as much as 24 tokens, for the weights go through its caches
   * once; beyond some hundred tokens the activations begin to fall out of them.
   */
  private static final Packing CPU = new Packing(24, 256);

  /** On CUDA a group must be large to be worth its launch. */
  private static final Packing CUDA = new Packing(2_048, 16_384);

  private final MiniLmTokenizer tokenizer;
  private final EmbeddingModule module;
  private final Device device;
  private final Packing packing;

  private MiniLmEngine(MiniLmTokenizer tokenizer, EmbeddingModule module, Device device) {
    this.tokenizer = tokenizer;
    this.module = module;
    this.device = device;
    this.packing = device.kind().equals("cuda") ? CUDA : CPU;
  }

  /**
   * Prepares the model file where needed, checks it and loads it.
   *
   * @param modelDirectory where prepared model files lie; may be shared by processes
   * @param threads threads that one operation may use
   * @throws IllegalArgumentException when CUDA was asked for and there is none
   */
  public static MiniLmEngine load(Path modelDirectory, DeviceChoice choice, int threads) {
    return load(modelDirectory, choice, threads, Precision.FLOAT32);
  }

  /** The same, computing in another precision than the published one. */
  public static MiniLmEngine load(
      Path modelDirectory, DeviceChoice choice, int threads, Precision precision) {
    try {
      ModelStore store = new ModelStore(modelDirectory);
      Path file = store.miniLm(precision);
      // Under the lock, since the first process of a machine unpacks the native libraries.
      Torch torch = store.exclusively(() -> Torch.load(choice, threads));
      return new MiniLmEngine(
          new MiniLmTokenizer(), new EmbeddingModule(file, torch), torch.describe());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot prepare the model in %s: %s".formatted(modelDirectory, e.getMessage()), e);
    }
  }

  /** What a node attests that serves this model. */
  public static ServedModel served() {
    return new ServedModel(
        MiniLm.MODEL_ID,
        new io.infera.event.Digest(Hex.decode(MiniLm.MODEL_SHA256)),
        MiniLmTokenizer.codeDigest());
  }

  @Override
  public List<Outcome> run(List<InferenceInput> inputs) {
    Outcome[] outcomes = new Outcome[inputs.size()];
    List<long[]> tokens = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      String text = inputs.get(i).getText();
      if (text == null) {
        outcomes[i] = new Outcome.Failure(MiniLm.MODEL_ID + " needs a text, and there is none");
      } else {
        tokens.add(tokenizer.encode(text));
        places.add(i);
      }
    }
    int[] lengths = tokens.stream().mapToInt(text -> text.length).toArray();
    for (int[] group : packing.groups(lengths)) {
      float[][] vectors = module.embed(Arrays.stream(group).mapToObj(tokens::get).toList());
      for (int i = 0; i < group.length; i++) {
        outcomes[places.get(group[i])] = outcome(vectors[i], lengths[group[i]]);
      }
    }
    return List.of(outcomes);
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public void close() {
    module.close();
    tokenizer.close();
  }

  MiniLmTokenizer tokenizer() {
    return tokenizer;
  }

  EmbeddingModule module() {
    return module;
  }

  private static Outcome outcome(float[] vector, int tokens) {
    for (float component : vector) {
      if (!Float.isFinite(component)) {
        return new Outcome.Failure(MiniLm.MODEL_ID + " gave a vector that is not finite");
      }
    }
    return new Outcome.Success(
        InferenceOutput.newBuilder()
            .setVector(ByteBuffer.wrap(Vectors.encode(vector)))
            .setDimension(vector.length)
            .setInputTokens(tokens)
            .build());
  }
}
