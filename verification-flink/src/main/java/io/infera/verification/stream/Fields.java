package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

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
      // Not writeUTF, which takes 65,535 bytes at most: a header's name may be longer.
      writeBytes(header.name().getBytes(UTF_8), out);
      writeBytes(header.value(), out);
    }
  }

  static List<LogHeader> readHeaders(DataInputView in) throws IOException {
    int count = in.readInt();
    var headers = new ArrayList<LogHeader>(count);
    for (int i = 0; i < count; i++) {
      headers.add(new LogHeader(new String(readBytes(in), UTF_8), readBytes(in)));
    }
    return headers;
  }
}
