package io.infera.schemas.serde;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.Digest;
import io.infera.event.InferenceRequest;
import io.infera.event.ReplicaResult;
import io.infera.event.Verdict;
import io.infera.schemas.testing.Records;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

/** Against Avro's own writer and reader, on records of every kind and on damaged bytes. */
class RecordCodecTest {
  private static final int RANDOM_RECORDS = 200;
  private static final int DAMAGED = 2_000;

  @Test
  void shouldWriteAndReadAsAvroDoes() throws IOException {
    for (SpecificRecord sample : Records.all()) {
      assertSame(sample);
      for (Object random : randomData(sample.getSchema())) {
        assertSame(readByAvro(sample, writtenGeneric(sample.getSchema(), random)));
      }
    }
  }

  @Test
  void shouldReadWhatAvroReadsAndNothingElse() throws IOException {
    var random = new Random(1);
    for (SpecificRecord sample : Records.all()) {
      byte[] bytes = writtenByAvro(sample);
      for (int i = 0; i < DAMAGED / Records.all().size(); i++) {
        byte[] damaged = bytes.clone();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        assertSameOutcome(sample, damaged);
      }
    }
  }

  /** Classes that are made for it would never go again, and a process may make many codecs. */
  @Test
  void shouldMakeNoClassesForACodecMore() {
    assertThat(Constructors.ofRecord(Verdict.class)).isSameAs(Constructors.ofRecord(Verdict.class));
    assertThat(Constructors.ofFixed(Digest.class)).isSameAs(Constructors.ofFixed(Digest.class));
  }

  @Test
  void shouldReadArraysInBlocks() throws IOException {
    Verdict verdict = Verdict.newBuilder(Records.verdict()).setClique(List.of("a", "b")).build();
    byte[] oneBlock = written(verdict);
    int at = indexOf(oneBlock, new byte[] {4, 2, 'a', 2, 'b', 0});
    byte[] blocks = {1, 4, 2, 'a', 2, 2, 'b', 0};
    var inBlocks = new ByteArrayOutputStream();
    inBlocks.write(oneBlock, 0, at);
    inBlocks.write(blocks);
    inBlocks.write(oneBlock, at + 6, oneBlock.length - at - 6);

    assertThat(read(Verdict.class, inBlocks.toByteArray())).isEqualTo(verdict);
    assertThat(readByAvro(verdict, inBlocks.toByteArray())).isEqualTo(verdict);
  }

  @Test
  void shouldNotBelieveALength() {
    byte[] claimsMuch = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 'a'};

    assertThatThrownBy(() -> read(InferenceRequest.class, claimsMuch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at most 1 more bytes");
  }

  @Test
  void shouldNameTheFieldThatIsMissing() {
    var unset = new InferenceRequest();
    unset.put(0, "0xa");

    assertThatThrownBy(() -> written(unset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a value in field requestId of InferenceRequest, found none");
  }

  @Test
  void shouldRefuseADigestOfAnotherSize() {
    ReplicaResult result = Records.result(1, 1, 0);
    result.put(result.getSchema().getField("requestDigest").pos(), new Digest(new byte[31]));

    assertThatThrownBy(() -> written(result)).hasMessage("expected 32 bytes, found 31");
  }

  @Test
  void shouldRefuseASchemaThatItDoesNotKnow() {
    Schema map = Schema.createMap(Schema.create(Schema.Type.INT));

    assertThatThrownBy(() -> RecordCodec.of(map))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no codec");
  }

  private static void assertSame(SpecificRecord record) throws IOException {
    byte[] written = written(record);
    assertThat(written).isEqualTo(writtenByAvro(record));
    SpecificRecord read = read(record.getClass(), written);
    assertThat(written(read)).isEqualTo(written);
  }

  private static void assertSameOutcome(SpecificRecord sample, byte[] bytes) throws IOException {
    SpecificRecord expected = null;
    try {
      expected = readByAvro(sample, bytes);
    } catch (IOException | RuntimeException e) {
      // Then neither may be read here.
    }
    if (expected == null) {
      assertThatThrownBy(() -> read(sample.getClass(), bytes)).isInstanceOf(RuntimeException.class);
    } else {
      assertThat(written(read(sample.getClass(), bytes))).isEqualTo(writtenByAvro(expected));
    }
  }

  private static Iterable<Object> randomData(Schema schema) {
    return new RandomData(schema, RANDOM_RECORDS, 1L);
  }

  private static byte[] writtenGeneric(Schema schema, Object record) throws IOException {
    var out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static byte[] writtenByAvro(SpecificRecord record) throws IOException {
    var out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<SpecificRecord>(
            record.getSchema(), SpecificData.getForClass(record.getClass()))
        .write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static SpecificRecord readByAvro(SpecificRecord sample, byte[] bytes) throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    SpecificRecord record =
        new SpecificDatumReader<SpecificRecord>(
                sample.getSchema(), sample.getSchema(), SpecificData.getForClass(sample.getClass()))
            .read(null, decoder);
    if (!decoder.isEnd()) {
      throw new AvroRuntimeException("bytes are left");
    }
    return record;
  }

  @SuppressWarnings("unchecked") // The codec of a record's own class.
  private static byte[] written(SpecificRecord record) {
    var out = new ByteOutput();
    ((RecordCodec<SpecificRecord>) RecordCodec.of(record.getClass())).write(record, out);
    return out.toArray();
  }

  private static <T extends SpecificRecord> T read(Class<T> type, byte[] bytes) {
    var in = new ByteInput(bytes, 0);
    T record = RecordCodec.of(type).read(in);
    if (!in.atEnd()) {
      throw new IllegalArgumentException("bytes are left");
    }
    return record;
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    return new String(bytes, ISO_8859_1).indexOf(new String(part, ISO_8859_1));
  }
}
