package io.infera.infra.calibrate;

import io.infera.node.model.Precision;
import java.util.List;
import java.util.Optional;

/**
 * A way in which a node may run the model.
 *
 * @param name lower-case letters, digits and dashes
 * @param story in a line
 * @param role whether a node that answers so is honest
 * @param engine what runs it
 * @param precision of the numbers that it computes with
 * @param batch texts that are run together
 * @param padding each batch is padded to a multiple of this many tokens; 1 for none
 * @param threads that one operation may use
 * @param keep share of a text's tokens that is read, from the front
 */
record Variant(
    String name,
    String story,
    Role role,
    Engine engine,
    Precision precision,
    int batch,
    int padding,
    int threads,
    double keep) {

  /** Whether an answer is what was asked for. */
  enum Role {
    /** It may vary so. */
    HONEST,
    /** It is another answer, whatever it looks like. */
    IMPOSTOR
  }

  /** What runs the model, or what passes for it. */
  enum Engine {
    /** As nodes do. */
    PYTORCH,
    /** The published file on ONNX Runtime. */
    ONNX,
    /** The same with the graph as it was published, not optimized. */
    ONNX_PLAIN,
    /** The published sibling that is quantized to int8. */
    INT8,
    /** Another model of the same size that reads the same tokens: e5-small-v2. */
    OTHER_MODEL
  }

  /** What all others are compared with where one number is wanted. */
  static final Variant REFERENCE =
      honest("pytorch", "one text at a time on one thread", Engine.PYTORCH, 1, 1, 1);

  /** An answer to another text; nothing is run for it. */
  static final String STALE = "stale";

  private static final List<Variant> ALL =
      List.of(
          REFERENCE,
          honest("pytorch-batch", "16 texts together", Engine.PYTORCH, 16, 1, 1),
          honest("pytorch-padded", "4 texts, padded to 64s of tokens", Engine.PYTORCH, 4, 64, 1),
          honest("pytorch-threads", "16 texts on two threads", Engine.PYTORCH, 16, 1, 2),
          honest("onnx", "ONNX Runtime, one text at a time", Engine.ONNX, 1, 1, 1),
          honest("onnx-batch", "the graph as published, 16 texts", Engine.ONNX_PLAIN, 16, 1, 2),
          in(Precision.FLOAT16, "pytorch-float16", "half precision, 8 texts"),
          in(Precision.BFLOAT16, "pytorch-bfloat16", "bfloat16, 8 texts"),
          impostor("int8", "the int8 sibling", Engine.INT8, 1, 1),
          impostor("int8-batch", "the int8 sibling, 16 texts", Engine.INT8, 16, 1),
          impostor("truncated-quarter", "does not read the last quarter", Engine.PYTORCH, 8, 0.75),
          impostor("truncated-half", "reads the first half", Engine.PYTORCH, 8, 0.5),
          impostor("other-model", "another model: e5-small-v2", Engine.OTHER_MODEL, 1, 1));

  /** Every one that can be run here. */
  static List<Variant> all() {
    return ALL;
  }

  static Optional<Variant> named(String name) {
    return ALL.stream().filter(variant -> variant.name.equals(name)).findFirst();
  }

  /** An honest replica that ran elsewhere. */
  static Variant elsewhere(String name) {
    return honest(name, "ran elsewhere", Engine.PYTORCH, 1, 1, 1);
  }

  boolean isHonest() {
    return role == Role.HONEST;
  }

  /** The same where nobody may compute so. */
  Variant asImpostor() {
    return new Variant(
        name, story, Role.IMPOSTOR, engine, precision, batch, padding, threads, keep);
  }

  private static Variant honest(
      String name, String story, Engine engine, int batch, int padding, int threads) {
    return new Variant(
        name, story, Role.HONEST, engine, Precision.FLOAT32, batch, padding, threads, 1);
  }

  private static Variant in(Precision precision, String name, String story) {
    return new Variant(name, story, Role.HONEST, Engine.PYTORCH, precision, 8, 1, 1, 1);
  }

  private static Variant impostor(
      String name, String story, Engine engine, int batch, double keep) {
    return new Variant(name, story, Role.IMPOSTOR, engine, Precision.FLOAT32, batch, 1, 1, keep);
  }
}
