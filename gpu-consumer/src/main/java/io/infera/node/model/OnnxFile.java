package io.infera.node.model;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of an ONNX file, mapped and not copied: its initializers by name, and by the output
 * of the node that reads them. Only these fields of the protocol buffer are read: ModelProto.graph
 * (7), GraphProto.node (1) and initializer (5), NodeProto.input (1) and output (2),
 * TensorProto.dims (1), data_type (2), name (8) and raw_data (9), as onnx.proto3 numbers them.
 */
final class OnnxFile {
  private static final int FLOAT = 1;

  /** A single precision tensor: its shape and its numbers, row by row, little endian. */
  record Tensor(String name, List<Integer> shape, ByteBuffer data) {
    Tensor {
      shape = List.copyOf(shape);
      // In 64 bits: four times as many bytes as numbers may be more than an int holds.
      long expected = 4L * shape.stream().reduce(1, Math::multiplyExact);
      if (data.remaining() != expected || shape.stream().anyMatch(length -> length < 0)) {
        throw new IllegalArgumentException(
            "Tensor %s of shape %s needs %d bytes and has %d"
                .formatted(name, shape, expected, data.remaining()));
      }
      data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private final Map<String, Tensor> initializers = new HashMap<>();
  private final Map<String, List<String>> inputsByOutput = new HashMap<>();

  private OnnxFile(ByteBuffer file) {
    for (Field model : Field.all(file)) {
      if (model.number() == 7) {
        readGraph(model.bytes());
      }
    }
  }

  /**
   * Maps a file.
   *
   * @throws IllegalArgumentException when it is no ONNX file
   */
  static OnnxFile map(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  private static OnnxFile read(ByteBuffer file) {
    try {
      return new OnnxFile(file);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new IllegalArgumentException("Not an ONNX file: it is cut off or broken: " + e, e);
    }
  }

  /** The initializer of this name. */
  Tensor tensor(String name) {
    Tensor tensor = initializers.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("The ONNX file has no single precision weights " + name);
    }
    return tensor;
  }

  /** The initializer read by the node whose output has this name; exporters rename such weights. */
  Tensor tensorOfNode(String output) {
    return inputsByOutput.getOrDefault(output, List.of()).stream()
        .filter(initializers::containsKey)
        .findFirst()
        .map(this::tensor)
        .orElseThrow(
            () -> new IllegalArgumentException("The ONNX file has no weighted node " + output));
  }

  private void readGraph(ByteBuffer graph) {
    for (Field field : Field.all(graph)) {
      if (field.number() == 1) {
        readNode(field.bytes());
      } else if (field.number() == 5) {
        readInitializer(field.bytes());
      }
    }
  }

  private void readNode(ByteBuffer node) {
    List<String> inputs = new ArrayList<>();
    for (Field field : Field.all(node)) {
      if (field.number() == 1) {
        inputs.add(field.text());
      } else if (field.number() == 2) {
        inputsByOutput.put(field.text(), inputs);
      }
    }
  }

  private void readInitializer(ByteBuffer tensor) {
    String name = "";
    long type = 0;
    List<Integer> shape = new ArrayList<>();
    ByteBuffer data = ByteBuffer.allocate(0);
    for (Field field : Field.all(tensor)) {
      switch (field.number()) {
        case 1 -> shape.addAll(field.integers());
        case 2 -> type = field.integer();
        case 8 -> name = field.text();
        case 9 -> data = field.bytes();
        default -> {}
      }
    }
    if (type == FLOAT) {
      initializers.put(name, new Tensor(name, shape, data));
    }
  }

  /** One field of a protocol buffer message: a number, or bytes. */
  private record Field(int number, long integer, ByteBuffer content) {
    /** What a field that is no number holds. */
    ByteBuffer bytes() {
      if (content == null) {
        throw new IllegalArgumentException("Not an ONNX file: field " + number + " is a number");
      }
      return content;
    }

    static List<Field> all(ByteBuffer message) {
      List<Field> fields = new ArrayList<>();
      ByteBuffer in = message.duplicate();
      while (in.hasRemaining()) {
        long tag = varint(in);
        int number = (int) (tag >>> 3);
        switch ((int) (tag & 7)) {
          case 0 -> fields.add(new Field(number, varint(in), null));
          case 1 -> fields.add(new Field(number, 0, take(in, 8)));
          case 2 -> fields.add(new Field(number, 0, take(in, Math.toIntExact(varint(in)))));
          case 5 -> fields.add(new Field(number, 0, take(in, 4)));
          default -> throw new IllegalArgumentException("Not an ONNX file: wire type " + (tag & 7));
        }
      }
      return fields;
    }

    String text() {
      return StandardCharsets.UTF_8.decode(bytes().duplicate()).toString();
    }

    /** Repeated integers, packed or not. */
    List<Integer> integers() {
      if (content == null) {
        return List.of(Math.toIntExact(integer));
      }
      List<Integer> integers = new ArrayList<>();
      for (ByteBuffer in = content.duplicate(); in.hasRemaining(); ) {
        integers.add(Math.toIntExact(varint(in)));
      }
      return integers;
    }

    private static ByteBuffer take(ByteBuffer in, int length) {
      ByteBuffer slice = in.slice(in.position(), length);
      in.position(in.position() + length);
      return slice;
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte next = in.get();
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("Not an ONNX file: an integer of more than ten bytes");
    }
  }
}
