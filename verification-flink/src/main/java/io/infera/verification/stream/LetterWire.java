package io.infera.verification.stream;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link Letter}s. */
public final class LetterWire implements Wire<Letter> {
  public static final TypeInformation<Letter> TYPE = new WireType<>(new LetterWire());

  private static final long serialVersionUID = 1L;

  @Override
  public Class<Letter> type() {
    return Letter.class;
  }

  @Override
  public void write(Letter element, DataOutputView out) throws IOException {
    out.writeUTF(element.topic());
    Fields.writeBytes(element.key(), out);
    Fields.writeBytes(element.value(), out);
    Fields.writeHeaders(element.headers(), out);
  }

  @Override
  public Letter read(DataInputView in) throws IOException {
    return new Letter(
        in.readUTF(), Fields.readBytes(in), Fields.readBytes(in), Fields.readHeaders(in));
  }
}
