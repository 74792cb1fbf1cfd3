package io.infera.verification.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link Emission}s, the value as bare Avro: both ends know its schema. */
public final class EmissionWire implements Wire<Emission> {
  public static final TypeInformation<Emission> TYPE = new WireType<>(new EmissionWire());

  private static final long serialVersionUID = 1L;
  private static final OutputTopic[] KINDS = OutputTopic.values();
  private static final Map<OutputTopic, SpecificData> MODELS = new EnumMap<>(OutputTopic.class);

  static {
    for (OutputTopic kind : KINDS) {
      MODELS.put(kind, SpecificData.getForClass(kind.topic().valueType()));
    }
  }

  @Override
  public Class<Emission> type() {
    return Emission.class;
  }

  @Override
  public void write(Emission element, DataOutputView out) throws IOException {
    out.writeByte(element.kind().ordinal());
    out.writeUTF(element.topic());
    out.writeUTF(element.key());
    var body = new ByteArrayOutputStream(512);
    var encoder = EncoderFactory.get().directBinaryEncoder(body, null);
    var schema = element.kind().topic().schema();
    new SpecificDatumWriter<SpecificRecord>(schema, MODELS.get(element.kind()))
        .write(element.value(), encoder);
    Fields.writeBytes(body.toByteArray(), out);
  }

  @Override
  public Emission read(DataInputView in) throws IOException {
    OutputTopic kind = KINDS[in.readByte()];
    String topic = in.readUTF();
    String key = in.readUTF();
    var decoder = DecoderFactory.get().binaryDecoder(Fields.readBytes(in), null);
    var schema = kind.topic().schema();
    var value =
        new SpecificDatumReader<SpecificRecord>(schema, schema, MODELS.get(kind))
            .read(null, decoder);
    return new Emission(kind, topic, key, value);
  }
}
