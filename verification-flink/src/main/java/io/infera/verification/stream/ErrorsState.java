package io.infera.verification.stream;

import io.infera.verification.domain.errorrates.ModelErrors;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** A model's rates of error in state. */
public final class ErrorsState extends StateBytes<ModelErrors> {
  private static final long serialVersionUID = 1L;

  @Override
  byte[] toBytes(ModelErrors value) {
    return value.toBytes();
  }

  @Override
  ModelErrors fromBytes(byte[] bytes) {
    return ModelErrors.fromBytes(bytes);
  }

  @Override
  public ModelErrors copy(ModelErrors from) {
    return from.copy();
  }

  @Override
  public TypeSerializerSnapshot<ModelErrors> snapshotConfiguration() {
    return new Snapshot();
  }

  /** For Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ModelErrors> {
    public Snapshot() {
      super(ErrorsState::new);
    }
  }
}
