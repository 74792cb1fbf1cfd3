package io.infera.verification.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.function.BiConsumer;

/**
 * Writes state as bytes: big endian, strings and lists as their length and content. Read by {@link
 * StateInput}.
 */
public final class StateOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** Starts with the format's version. */
  public StateOutput(byte version) {
    write(() -> out.writeByte(version));
  }

  public StateOutput int32(int value) {
    return write(() -> out.writeInt(value));
  }

  public StateOutput int64(long value) {
    return write(() -> out.writeLong(value));
  }

  public StateOutput float64(double value) {
    return int64(Double.doubleToRawLongBits(value));
  }

  public StateOutput bool(boolean value) {
    return write(() -> out.writeBoolean(value));
  }

  /** A string, or null. */
  public StateOutput text(String value) {
    return blob(value == null ? null : value.getBytes(UTF_8));
  }

  /** A name of an enum, or null: names outlive a change of order. */
  public StateOutput name(Enum<?> value) {
    return text(value == null ? null : value.name());
  }

  /** Bytes, or null. */
  public StateOutput blob(byte[] value) {
    if (value == null) {
      return int32(-1);
    }
    int32(value.length);
    return write(() -> out.write(value));
  }

  /** A digest, or null. */
  public StateOutput digest(Digest value) {
    return blob(value == null ? null : value.bytes());
  }

  public StateOutput proof(BatchProof proof) {
    digest(proof.getRoot()).int32(proof.getLeafIndex()).int32(proof.getLeafCount());
    list(proof.getPath(), StateOutput::digest);
    return blob(proof.getSignature().bytes());
  }

  public <T> StateOutput list(Collection<T> items, BiConsumer<StateOutput, T> item) {
    int32(items.size());
    items.forEach(each -> item.accept(this, each));
    return this;
  }

  /** A value that may be null. */
  public <T> StateOutput optional(T value, BiConsumer<StateOutput, T> item) {
    bool(value != null);
    if (value != null) {
      item.accept(this, value);
    }
    return this;
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }

  private StateOutput write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  private interface Write {
    void run() throws IOException;
  }
}
