package io.infera.verification.stream;

import io.infera.verification.domain.judge.RequestCase;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** A request's case in state. */
public final class CaseState extends StateBytes<RequestCase> {
  private static final long serialVersionUID = 1L;

  @Override
  byte[] toBytes(RequestCase value) {
    return value.toBytes();
  }

  @Override
  RequestCase fromBytes(byte[] bytes) {
    return RequestCase.fromBytes(bytes);
  }

  @Override
  public RequestCase copy(RequestCase from) {
    return from.copy();
  }

  @Override
  public TypeSerializerSnapshot<RequestCase> snapshotConfiguration() {
    return new Snapshot();
  }

  /** For Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RequestCase> {
    public Snapshot() {
      super(CaseState::new);
    }
  }
}
