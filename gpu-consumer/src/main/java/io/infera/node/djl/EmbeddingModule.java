package io.infera.node.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A TorchScript module that turns tokens into vectors. Used without DJL's Predictor, which would
 * stack and split each text by itself.
 */
final class EmbeddingModule implements AutoCloseable {
  private final Model model;
  private final Block block;
  private final NDManager manager;
  private final ParameterStore parameters;

  /**
   * @throws IllegalStateException when libtorch cannot read the file
   */
  EmbeddingModule(Path file, Torch torch) {
    model = Model.newInstance(file.getFileName().toString(), torch.device(), "PyTorch");
    try {
      model.load(file.toAbsolutePath().getParent(), file.getFileName().toString());
    } catch (IOException | MalformedModelException e) {
      model.close();
      throw new IllegalStateException("libtorch cannot load the model file " + file, e);
    }
    block = model.getBlock();
    manager = model.getNDManager();
    parameters = new ParameterStore(manager, false);
  }

  /**
   * One vector per text, in order; shorter texts are padded to the longest.
   *
   * @param texts token ids, at least one text, none empty
   */
  float[][] embed(List<long[]> texts) {
    return embed(texts, 0);
  }

  /** The same, padded to {@code leastLength} tokens even where no text has as many. */
  float[][] embed(List<long[]> texts, int leastLength) {
    int longest = texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    int length = Math.max(longest, leastLength);
    long[] ids = new long[texts.size() * length];
    long[] mask = new long[ids.length];
    for (int row = 0; row < texts.size(); row++) {
      long[] text = texts.get(row);
      System.arraycopy(text, 0, ids, row * length, text.length);
      Arrays.fill(mask, row * length, row * length + text.length, 1);
    }
    Shape shape = new Shape(texts.size(), length);
    try (NDManager scope = manager.newSubManager()) {
      NDList inputs = new NDList(scope.create(ids, shape), scope.create(mask, shape));
      NDList outputs = block.forward(parameters, inputs, false);
      outputs.attach(scope);
      return rows(outputs.singletonOrThrow(), texts.size());
    }
  }

  private static float[][] rows(NDArray vectors, int count) {
    float[] all = vectors.toFloatArray();
    int dimension = all.length / count;
    float[][] rows = new float[count][];
    for (int row = 0; row < count; row++) {
      rows[row] = Arrays.copyOfRange(all, row * dimension, (row + 1) * dimension);
    }
    return rows;
  }

  @Override
  public void close() {
    model.close();
  }
}
