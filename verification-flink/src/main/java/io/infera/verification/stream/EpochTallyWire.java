package io.infera.verification.stream;

import io.infera.verification.domain.errorrates.EpochTally;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link EpochTally}s. */
public final class EpochTallyWire implements Wire<EpochTally> {
  public static final TypeInformation<EpochTally> TYPE = new WireType<>(new EpochTallyWire());

  private static final long serialVersionUID = 1L;

  @Override
  public Class<EpochTally> type() {
    return EpochTally.class;
  }

  @Override
  public void write(EpochTally element, DataOutputView out) throws IOException {
    Fields.writeBytes(element.toBytes(), out);
  }

  @Override
  public EpochTally read(DataInputView in) throws IOException {
    return EpochTally.fromBytes(Fields.readBytes(in));
  }
}
