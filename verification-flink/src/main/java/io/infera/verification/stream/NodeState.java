package io.infera.verification.stream;

import io.infera.verification.domain.reputation.NodeReputation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** A node's reputation in state. */
public final class NodeState extends StateBytes<NodeReputation> {
  private static final long serialVersionUID = 1L;

  @Override
  byte[] toBytes(NodeReputation value) {
    return value.toBytes();
  }

  @Override
  NodeReputation fromBytes(byte[] bytes) {
    return NodeReputation.fromBytes(bytes);
  }

  @Override
  public NodeReputation copy(NodeReputation from) {
    return from.copy();
  }

  @Override
  public TypeSerializerSnapshot<NodeReputation> snapshotConfiguration() {
    return new Snapshot();
  }

  /** For Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<NodeReputation> {
    public Snapshot() {
      super(NodeState::new);
    }
  }
}
