package io.infera.verification.stream;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Keeps a domain object in state as the versioned bytes that the domain itself writes: the version
 * is inside the bytes, so the domain alone decides what it can still read. On the heap the object
 * itself is kept and copied only while a snapshot is taken.
 */
abstract class StateBytes<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1L;

  abstract byte[] toBytes(T value);

  abstract T fromBytes(byte[] bytes);

  @Override
  public final boolean isImmutableType() {
    return false;
  }

  @Override
  public final T createInstance() {
    return null;
  }

  @Override
  public final T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public final int getLength() {
    return -1;
  }

  @Override
  public final void serialize(T value, DataOutputView target) throws IOException {
    Fields.writeBytes(toBytes(value), target);
  }

  @Override
  public final T deserialize(DataInputView source) throws IOException {
    return fromBytes(Fields.readBytes(source));
  }

  @Override
  public final T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    Fields.writeBytes(Fields.readBytes(source), target);
  }
}
