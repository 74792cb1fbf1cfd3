package io.infera.verification.stream;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's view of a type that a {@link Wire} writes; keeps Kryo and reflection out of the job. */
public final class WireType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Wire<T> wire;

  public WireType(Wire<T> wire) {
    this.wire = wire;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return wire.type();
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new WireSerializer<>(wire);
  }

  @Override
  public String toString() {
    return wire.type().getSimpleName();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireType<?> that && wire.getClass() == that.wire.getClass();
  }

  @Override
  public int hashCode() {
    return wire.getClass().hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof WireType;
  }
}
