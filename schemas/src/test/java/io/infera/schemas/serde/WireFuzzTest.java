package io.infera.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeStanding;
import io.infera.event.ReplicaResult;
import io.infera.event.ReputationEpoch;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Bounded;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile bytes on every topic, under every schema that a registry may hold. Whatever comes, it is
 * a record or {@link UndecodableException}, and a record survives being written and read again,
 * digest and all.
 *
 * <p>Input: a byte for the topic, a byte for the writer's schema, the Avro body; or, where the
 * second byte is {@value #WHOLE}, a whole value with its header.
 */
class WireFuzzTest {
  private static final int WHOLE = 0xff;

  /**
   * Avro may ask for one value of the largest size before it finds that the bytes are not there.
   */
  private static final long FIXED_MEMORY = 64 << 20;

  private static final long MEMORY_PER_BYTE = 2_000;

  private static final List<Topic<?>> TOPICS = topics();
  private static final InMemorySchemaRegistry SERVER = InMemorySchemaRegistry.start();
  private static final List<Integer> IDS = schemas().map(WireFuzzTest::register).toList();
  private static final List<Codec<?>> CODECS = codecs();

  private record Codec<T extends SpecificRecord>(
      Topic<T> topic, AvroDeserializer<T> reader, AvroSerializer<T> writer) {

    static <T extends SpecificRecord> Codec<T> of(Topic<T> topic, SchemaRegistry registry) {
      return new Codec<>(
          topic, new AvroDeserializer<>(topic, registry), new AvroSerializer<>(topic, registry));
    }

    void check(byte[] bytes) {
      Optional<T> read =
          Bounded.memory(FIXED_MEMORY, MEMORY_PER_BYTE, bytes.length, () -> read(bytes));
      if (read.isPresent()) {
        T record = read.get();
        byte[] written = writer.serialize(topic.name(), record);
        T again = reader.deserialize(topic.name(), written);
        // Not the records themselves: Avro holds one with a NaN unequal to its like.
        assertThat(writer.serialize(topic.name(), again)).isEqualTo(written);
        assertThat(digest(again)).isEqualTo(digest(record));
      }
    }

    private Optional<T> read(byte[] bytes) {
      try {
        return Optional.of(reader.deserialize(topic.name(), bytes));
      } catch (UndecodableException e) {
        return Optional.empty();
      }
    }
  }

  @MethodSource("seeds")
  @FuzzTest
  void shouldReadARecordOrRefuseIt(byte[] input) {
    if (input.length < 2) {
      return;
    }
    Codec<?> codec = CODECS.get((input[0] & 0xff) % CODECS.size());
    byte[] rest = Arrays.copyOfRange(input, 2, input.length);
    int schema = input[1] & 0xff;
    codec.check(schema == WHOLE ? rest : wire(IDS.get(schema % IDS.size()), rest));
  }

  static Stream<byte[]> seeds() {
    var seeds = new ArrayList<byte[]>();
    for (SpecificRecord record : Records.all()) {
      for (int topic = 0; topic < TOPICS.size(); topic++) {
        if (TOPICS.get(topic).valueType() == record.getClass()) {
          byte[] value = write(CODECS.get(topic), record);
          seeds.add(concat(new byte[] {(byte) topic, (byte) WHOLE}, value));
          seeds.add(
              concat(
                  new byte[] {(byte) topic, (byte) topic},
                  Arrays.copyOfRange(value, AvroSerializer.HEADER_BYTES, value.length)));
        }
      }
    }
    return seeds.stream();
  }

  private static <T extends SpecificRecord> byte[] write(Codec<T> codec, SpecificRecord record) {
    return codec.writer().serialize(codec.topic().name(), codec.topic().valueType().cast(record));
  }

  private static List<Topic<?>> topics() {
    var topics = new ArrayList<Topic<?>>(Topics.all());
    topics.add(Topics.jobs(Records.node(1)));
    return List.copyOf(topics);
  }

  private static List<Codec<?>> codecs() {
    var registry = SchemaRegistry.connect(SERVER.url());
    var codecs = new ArrayList<Codec<?>>();
    TOPICS.forEach(topic -> codecs.add(Codec.of(topic, registry)));
    return codecs;
  }

  /** The topics' own, then what others may register beside them. */
  private static Stream<Schema> schemas() {
    AvroSafety.install();
    Stream<Schema> own = TOPICS.stream().map(Topic::schema);
    String chain =
        "{\"type\":\"record\",\"name\":\"Chain\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"Chain\"]}]}";
    return Stream.concat(
        own,
        Stream.of(chain, "{\"type\":\"array\",\"items\":\"null\"}", "\"string\"")
            .map(WireFuzzTest::requestWith));
  }

  /** A request's schema with a field before all others that readers skip. */
  private static Schema requestWith(String type) {
    Schema request = InferenceRequest.getClassSchema();
    var fields = new ArrayList<Schema.Field>();
    fields.add(new Schema.Field("first", new Schema.Parser().parse(type)));
    request.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    return Schema.createRecord(request.getName(), null, request.getNamespace(), false, fields);
  }

  private static int register(Schema schema) {
    return SERVER.register(schema.getFullName(), schema.toString());
  }

  private static byte[] wire(int id, byte[] body) {
    return ByteBuffer.allocate(AvroSerializer.HEADER_BYTES + body.length)
        .put(AvroSerializer.MAGIC)
        .putInt(id)
        .put(body)
        .array();
  }

  private static byte[] concat(byte[] head, byte[] tail) {
    return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
  }

  private static Digest digest(SpecificRecord record) {
    if (record instanceof InferenceRequest request) {
      return Digests.request(request);
    } else if (record instanceof ReplicaResult result) {
      return Digests.resultLeaf(Records.NETWORK, result);
    } else if (record instanceof NodeRegistration registration) {
      return Digests.registration(Records.NETWORK, registration);
    } else if (record instanceof NodeHeartbeat heartbeat) {
      return Digests.heartbeat(Records.NETWORK, heartbeat);
    } else if (record instanceof Disposition disposition) {
      return Digests.disposition(disposition);
    } else if (record instanceof InferenceResponse response) {
      return Digests.response(response);
    } else if (record instanceof Verdict verdict) {
      return Digests.verdict(verdict);
    } else if (record instanceof SettlementEvent settlement) {
      return Digests.settlement(settlement);
    } else if (record instanceof ReputationEpoch epoch) {
      return Digests.epoch(epoch);
    } else if (record instanceof RosterChange change) {
      return Digests.rosterChange(change);
    } else if (record instanceof NodeStanding standing) {
      return Digests.standing(standing);
    }
    return null;
  }
}
