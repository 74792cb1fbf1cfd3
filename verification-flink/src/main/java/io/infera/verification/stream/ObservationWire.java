package io.infera.verification.stream;

import io.infera.verification.domain.judge.Observation;
import io.infera.verification.domain.judge.Observation.Stratum;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link Observation}s, which the job hands on within a thread. */
public final class ObservationWire implements Wire<Observation> {
  public static final TypeInformation<Observation> TYPE = new WireType<>(new ObservationWire());

  private static final long serialVersionUID = 1L;
  private static final Stratum[] STRATA = Stratum.values();
  private static final int NONE = -1;

  @Override
  public Class<Observation> type() {
    return Observation.class;
  }

  @Override
  public void write(Observation element, DataOutputView out) throws IOException {
    out.writeUTF(element.modelId());
    out.writeInt(element.policyVersion());
    out.writeLong(element.closedAt().toEpochMilli());
    out.writeBoolean(element.verified());
    out.writeByte(element.stratum() == null ? NONE : element.stratum().ordinal());
    out.writeBoolean(element.audited());
    out.writeBoolean(element.wrong());
    out.writeInt(element.agreed());
    out.writeInt(element.vindicated());
    out.writeInt(element.doubtful());
  }

  @Override
  public Observation read(DataInputView in) throws IOException {
    String modelId = in.readUTF();
    int version = in.readInt();
    Instant closedAt = Instant.ofEpochMilli(in.readLong());
    boolean verified = in.readBoolean();
    int stratum = in.readByte();
    return new Observation(
        modelId,
        version,
        closedAt,
        verified,
        stratum == NONE ? null : STRATA[stratum],
        in.readBoolean(),
        in.readBoolean(),
        in.readInt(),
        in.readInt(),
        in.readInt());
  }
}
