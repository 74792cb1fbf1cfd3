package io.infera.verification.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.Signature;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what {@link StateOutput} wrote. Every method throws IllegalArgumentException when the bytes
 * are cut short.
 */
public final class StateInput {
  private final ByteBuffer in;

  public StateInput(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  /**
   * Reads a whole state. Damaged bytes can trip whatever is made of them, in many ways; here it is
   * one.
   *
   * @throws IllegalArgumentException when they are damaged
   */
  public static <T> T whole(byte[] bytes, Function<byte[], T> read) {
    try {
      return read.apply(bytes);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "expected a whole state in " + bytes.length + " bytes, found it damaged: " + e, e);
    }
  }

  /**
   * The format's version.
   *
   * @throws IllegalArgumentException when it is not between 1 and the newest known
   */
  public byte version(String what, byte newest) {
    byte version = read(ByteBuffer::get);
    if (version < 1 || version > newest) {
      throw new IllegalArgumentException(
          "expected "
              + what
              + " in a format from 1 to "
              + newest
              + ", found "
              + version
              + "; was it written by a newer release?");
    }
    return version;
  }

  public int int32() {
    return read(ByteBuffer::getInt);
  }

  public long int64() {
    return read(ByteBuffer::getLong);
  }

  public double float64() {
    return Double.longBitsToDouble(int64());
  }

  public boolean bool() {
    return read(ByteBuffer::get) != 0;
  }

  public String text() {
    byte[] bytes = blob();
    return bytes == null ? null : new String(bytes, UTF_8);
  }

  public <E extends Enum<E>> E name(Class<E> type) {
    String name = text();
    return name == null ? null : Enum.valueOf(type, name);
  }

  public byte[] blob() {
    int length = int32();
    if (length < 0) {
      return null;
    }
    if (length > in.remaining()) {
      throw new IllegalArgumentException(
          "expected " + length + " more bytes of state, found " + in.remaining());
    }
    var bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  public Digest digest() {
    byte[] bytes = blob();
    return bytes == null ? null : new Digest(bytes);
  }

  public BatchProof proof() {
    return BatchProof.newBuilder()
        .setRoot(digest())
        .setLeafIndex(int32())
        .setLeafCount(int32())
        .setPath(list(StateInput::digest))
        .setSignature(new Signature(blob()))
        .build();
  }

  /** A list that may be added to. */
  public <T> List<T> list(Function<StateInput, T> item) {
    int size = int32();
    if (size < 0 || size > in.remaining()) {
      throw new IllegalArgumentException(
          "expected at most " + in.remaining() + " items of state, found " + size);
    }
    var items = new ArrayList<T>(size);
    for (int i = 0; i < size; i++) {
      items.add(item.apply(this));
    }
    return items;
  }

  public <T> T optional(Function<StateInput, T> item) {
    return bool() ? item.apply(this) : null;
  }

  /** Must be called last. */
  public void end() {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(
          "expected the end of the state, found " + in.remaining() + " more bytes");
    }
  }

  private <T> T read(Function<ByteBuffer, T> read) {
    try {
      return read.apply(in);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "expected more state after " + in.position() + " bytes, found its end", e);
    }
  }
}
