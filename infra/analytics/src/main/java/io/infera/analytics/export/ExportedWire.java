package io.infera.analytics.export;

import io.infera.schemas.catalog.Topic;
import io.infera.verification.stream.Wire;
import io.infera.verification.stream.WireType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link Exported} records between operators, the value as bare Avro. */
public final class ExportedWire implements Wire<Exported> {
  static final TypeInformation<Exported> TYPE = new WireType<>(new ExportedWire());

  private static final long serialVersionUID = 1L;

  @Override
  public Class<Exported> type() {
    return Exported.class;
  }

  @Override
  public void write(Exported element, DataOutputView out) throws IOException {
    out.writeUTF(element.topic());
    out.writeInt(element.partition());
    out.writeLong(element.offset());
    out.writeLong(element.time());
    var body = new ByteArrayOutputStream(512);
    SpecificRecord value = element.value();
    new SpecificDatumWriter<SpecificRecord>(
            value.getSchema(), SpecificData.getForClass(value.getClass()))
        .write(value, EncoderFactory.get().directBinaryEncoder(body, null));
    out.writeInt(body.size());
    out.write(body.toByteArray());
  }

  @Override
  public Exported read(DataInputView in) throws IOException {
    Topic<?> topic = ExportParameters.topic(in.readUTF());
    int partition = in.readInt();
    long offset = in.readLong();
    long time = in.readLong();
    var bytes = new byte[in.readInt()];
    in.readFully(bytes);
    Schema schema = topic.schema();
    var value =
        new SpecificDatumReader<SpecificRecord>(
                schema, schema, SpecificData.getForClass(topic.valueType()))
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    return new Exported(topic.name(), partition, offset, time, value);
  }
}
