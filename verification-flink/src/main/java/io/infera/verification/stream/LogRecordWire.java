package io.infera.verification.stream;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link LogRecord}s. */
public final class LogRecordWire implements Wire<LogRecord> {
  public static final TypeInformation<LogRecord> TYPE = new WireType<>(new LogRecordWire());

  private static final long serialVersionUID = 1L;
  private static final InputTopic[] TOPICS = InputTopic.values();

  @Override
  public Class<LogRecord> type() {
    return LogRecord.class;
  }

  @Override
  public void write(LogRecord element, DataOutputView out) throws IOException {
    out.writeByte(element.topic().ordinal());
    out.writeInt(element.partition());
    out.writeLong(element.offset());
    out.writeLong(element.time());
    Fields.writeBytes(element.key(), out);
    Fields.writeBytes(element.value(), out);
    Fields.writeHeaders(element.headers(), out);
  }

  @Override
  public LogRecord read(DataInputView in) throws IOException {
    return new LogRecord(
        TOPICS[in.readByte()],
        in.readInt(),
        in.readLong(),
        in.readLong(),
        Fields.readBytes(in),
        Fields.readBytes(in),
        Fields.readHeaders(in));
  }
}
