package io.infera.node.model;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a TorchScript archive: the module's code as text, its attributes as a pickle and every
 * tensor as a record of its own. What libtorch reads is in torch/csrc/jit/serialization
 * (pickler.cpp, unpickler.cpp, import.cpp); this writes the subset that a module of parameters and
 * submodules needs, so that no Python is needed to make a model file.
 */
final class TorchScriptWriter implements Closeable {
  /** Version of file format and operators: 10, which libtorch 1.13 and later read. */
  private static final String FORMAT = "10\n";

  /** A module: its class in the code, and its attributes in the order of their declaration. */
  record Module(String className, Map<String, Object> attributes) {
    Module {
      attributes = new LinkedHashMap<>(attributes);
    }
  }

  /** A parameter: a shape and its numbers, of single precision and little endian. */
  record Parameter(List<Integer> shape, ByteBuffer data) {}

  private final StoredZip zip;
  private final String name;
  private final Precision precision;
  private final List<ByteBuffer> records = new ArrayList<>();
  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  TorchScriptWriter(OutputStream out, String name, Precision precision) {
    this.zip = new StoredZip(out);
    this.name = name;
    this.precision = precision;
  }

  /** Writes the whole archive; called once. */
  void write(String code, Module root) throws IOException {
    module(root);
    add("data.pkl", pickled(pickle.toByteArray()));
    add("code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < records.size(); i++) {
      zip.add(name + "/data/" + i, records.get(i));
    }
    add("constants.pkl", pickled(new byte[] {')'}));
    add("version", FORMAT.getBytes(StandardCharsets.US_ASCII));
    add("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private void add(String entry, byte[] data) throws IOException {
    zip.add(name + "/" + entry, ByteBuffer.wrap(data));
  }

  private static byte[] pickled(byte[] body) {
    ByteBuffer framed = ByteBuffer.allocate(body.length + 3);
    return framed.put((byte) 0x80).put((byte) 2).put(body).put((byte) '.').array();
  }

  private void module(Module module) {
    global("__torch__", module.className());
    op(")\u0081}(");
    module
        .attributes()
        .forEach(
            (attribute, value) -> {
              string(attribute);
              value(value);
            });
    op("ub");
  }

  private void value(Object value) {
    if (value instanceof Module module) {
      module(module);
    } else if (value instanceof Parameter parameter) {
      tensor(parameter);
    } else if (value instanceof Boolean flag) {
      op(flag ? "\u0088" : "\u0089");
    } else {
      throw new IllegalArgumentException("No attribute can be a " + value.getClass());
    }
  }

  /** _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks). */
  private void tensor(Parameter parameter) {
    List<Integer> shape = parameter.shape();
    List<Integer> strides = new ArrayList<>(shape);
    int stride = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      strides.set(i, stride);
      stride *= shape.get(i);
    }
    global("torch._utils", "_rebuild_tensor_v2");
    op("((");
    string("storage");
    global("torch", precision.storage());
    string(Integer.toString(records.size()));
    string("cpu");
    integer(stride);
    op("tQ");
    integer(0);
    tuple(shape);
    tuple(strides);
    value(false);
    global("collections", "OrderedDict");
    op(")RtR");
    records.add(precision.encode(parameter.data()));
  }

  private void tuple(List<Integer> integers) {
    op("(");
    integers.forEach(this::integer);
    op("t");
  }

  private void integer(int value) {
    op("J");
    pickle.writeBytes(little(value));
  }

  private void string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    op("X");
    pickle.writeBytes(little(bytes.length));
    pickle.writeBytes(bytes);
  }

  private void global(String module, String type) {
    op("c" + module + "\n" + type + "\n");
  }

  private void op(String codes) {
    pickle.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
