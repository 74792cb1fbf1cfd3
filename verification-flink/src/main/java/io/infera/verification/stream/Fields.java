package io.infera.verification.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The few field shapes that elements on the wire are made of. */
final class Fields {
  private static final int NULL = -1;

  private Fields() {}

  static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
    out.writeInt(bytes == null ? NULL : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  static byte[] readBytes(DataInputView in) throws IOException {
    int length = in.readInt();
    if (length == NULL) {
      return null;
    }
    var bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  static void writeHeaders(List<LogHeader> headers, DataOutputView out) throws IOException {
    out.writeInt(headers.size());
    for (LogHeader header : headers) {
      out.writeUTF(header.name());
      writeBytes(header.value(), out);
    }
  }

  static List<LogHeader> readHeaders(DataInputView in) throws IOException {
    int count = in.readInt();
    var headers = new ArrayList<LogHeader>(count);
    for (int i = 0; i < count; i++) {
      headers.add(new LogHeader(in.readUTF(), readBytes(in)));
    }
    return headers;
  }
}
