package io.infera.verification.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Records of one key that wait until the watermark reaches their time, so that those of two topics
 * are handed on in one order, whatever order they were read in: by time, then topic, then offset.
 * Costs a node's life signs about one tick of latency; requests do not go through here.
 */
final class InOrder {
  private static final int VERSION = 1;
  private static final LogRecordWire WIRE = new LogRecordWire();
  private static final Comparator<LogRecord> ORDER =
      Comparator.comparing(LogRecord::topic)
          .thenComparing(LogRecord::partition)
          .thenComparing(LogRecord::offset);

  private final MapState<Long, byte[]> waiting;

  InOrder(RuntimeContext context) {
    waiting =
        context.getMapState(
            new MapStateDescriptor<>(
                Uids.WAITING_STATE,
                Types.LONG,
                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  void add(LogRecord record) throws Exception {
    List<LogRecord> same = read(waiting.get(record.time()));
    same.add(record);
    waiting.put(record.time(), write(same));
  }

  /** Those of exactly this time, in order; they wait no longer. */
  List<LogRecord> take(long time) throws Exception {
    List<LogRecord> due = read(waiting.get(time));
    if (!due.isEmpty()) {
      waiting.remove(time);
      due.sort(ORDER);
    }
    return due;
  }

  private static byte[] write(List<LogRecord> records) throws IOException {
    var out = new DataOutputSerializer(512);
    out.writeByte(VERSION);
    out.writeInt(records.size());
    for (LogRecord record : records) {
      WIRE.write(record, out);
    }
    return out.getCopyOfBuffer();
  }

  private static List<LogRecord> read(byte[] bytes) throws IOException {
    var records = new ArrayList<LogRecord>();
    if (bytes == null) {
      return records;
    }
    var in = new DataInputDeserializer(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalStateException(
          "expected waiting records of version " + VERSION + ", found " + version);
    }
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      records.add(WIRE.read(in));
    }
    return records;
  }
}
