package io.infera.verification.stream;

import io.infera.event.Outcome;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link NodeOutcome}s. */
public final class NodeOutcomeWire implements Wire<NodeOutcome> {
  public static final TypeInformation<NodeOutcome> TYPE = new WireType<>(new NodeOutcomeWire());

  private static final long serialVersionUID = 1L;
  private static final Outcome[] OUTCOMES = Outcome.values();
  private static final Light[] LIGHTS = Light.values();

  @Override
  public Class<NodeOutcome> type() {
    return NodeOutcome.class;
  }

  @Override
  public void write(NodeOutcome element, DataOutputView out) throws IOException {
    out.writeUTF(element.nodeId());
    out.writeUTF(element.requestKey());
    out.writeInt(element.attempt());
    out.writeByte(element.outcome().ordinal());
    out.writeByte(element.light().ordinal());
    out.writeInt(element.tokens());
    out.writeLong(element.closedAt().toEpochMilli());
  }

  @Override
  public NodeOutcome read(DataInputView in) throws IOException {
    return new NodeOutcome(
        in.readUTF(),
        in.readUTF(),
        in.readInt(),
        OUTCOMES[in.readByte()],
        LIGHTS[in.readByte()],
        in.readInt(),
        Instant.ofEpochMilli(in.readLong()));
  }
}
