package io.infera.verification.stream;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes immutable elements through their {@link Wire}. */
public final class WireSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final Wire<T> wire;

  public WireSerializer(Wire<T> wire) {
    this.wire = wire;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T element, DataOutputView target) throws IOException {
    wire.write(element, target);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    return wire.read(source);
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return wire.read(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    wire.write(wire.read(source), target);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireSerializer<?> that && wire.getClass() == that.wire.getClass();
  }

  @Override
  public int hashCode() {
    return wire.getClass().hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(wire);
  }

  /** Names the wire's class; both ends of a channel run the same version of the job. */
  public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {
    private static final int VERSION = 1;

    private Wire<T> wire;

    /** For Flink. */
    public Snapshot() {}

    Snapshot(Wire<T> wire) {
      this.wire = wire;
    }

    @Override
    public int getCurrentVersion() {
      return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(wire.getClass().getName());
    }

    @Override
    @SuppressWarnings("unchecked")
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      String name = in.readUTF();
      try {
        wire = (Wire<T>) loader.loadClass(name).getConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IOException("expected a wire with a public constructor, found " + name, e);
      }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new WireSerializer<>(wire);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      return old instanceof Snapshot<T> that && that.wire.getClass() == wire.getClass()
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
