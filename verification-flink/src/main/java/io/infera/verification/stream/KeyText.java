package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A key of state, written at once: its length and its UTF-8. Flink's own serializer writes a string
 * a character at a time, each with a lock to take, and a snapshot writes the key of every request
 * three times (case, timer, time of the timer): that was most of what verification did.
 */
public final class KeyText extends TypeSerializerSingleton<String> {
  /** What {@code keyBy} wants to know. */
  public static final TypeInformation<String> TYPE = new Type();

  private static final long serialVersionUID = 1L;

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public String createInstance() {
    return "";
  }

  @Override
  public String copy(String from) {
    return from;
  }

  @Override
  public String copy(String from, String reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(String key, DataOutputView target) throws IOException {
    Fields.writeBytes(key.getBytes(UTF_8), target);
  }

  @Override
  public String deserialize(DataInputView source) throws IOException {
    return new String(Fields.readBytes(source), UTF_8);
  }

  @Override
  public String deserialize(String reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    Fields.writeBytes(Fields.readBytes(source), target);
  }

  @Override
  public TypeSerializerSnapshot<String> snapshotConfiguration() {
    return new Snapshot();
  }

  /** For Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<String> {
    public Snapshot() {
      super(KeyText::new);
    }
  }

  private static final class Type extends TypeInformation<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isBasicType() {
      return false;
    }

    @Override
    public boolean isTupleType() {
      return false;
    }

    @Override
    public int getArity() {
      return 1;
    }

    @Override
    public int getTotalFields() {
      return 1;
    }

    @Override
    public Class<String> getTypeClass() {
      return String.class;
    }

    @Override
    public boolean isKeyType() {
      return true;
    }

    @Override
    public TypeSerializer<String> createSerializer(SerializerConfig config) {
      return new KeyText();
    }

    @Override
    public String toString() {
      return "Key";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Type;
    }

    @Override
    public int hashCode() {
      return Type.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
      return other instanceof Type;
    }
  }
}
