package io.infera.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireFormatTest {
  private final InMemorySchemaRegistry server = InMemorySchemaRegistry.start();
  private final AvroSerdes serdes = new AvroSerdes(SchemaRegistry.connect(server.url()));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldWriteMagicByteSchemaIdAndAvroBody() {
    for (int i = 0; i < 299; i++) {
      server.register("filler", "\"filler-" + i + "\"");
    }
    var request =
        InferenceRequest.newBuilder()
            .setRequester("0xa")
            .setRequestId("r")
            .setModelId("m")
            .setInput(new InferenceInput("é"))
            .setReplicas(3)
            .setCreatedAt(Instant.ofEpochMilli(1))
            .setDeadline(Instant.ofEpochMilli(64))
            .build();

    byte[] bytes = serdes.serializer(Topics.REQUESTS).serialize("infera.requests", request);

    // Written by hand from the wire format's and Avro's specifications: lengths and longs are
    // zigzag varints.
    assertThat(Hex.encode(bytes))
        .isEqualTo(
            "00" // magic
                + "0000012c" // schema id 300, big endian
                + "06"
                + "307861" // requester, 3 bytes
                + "02"
                + "72" // requestId
                + "02"
                + "6d" // modelId
                + "02"
                + "04"
                + "c3a9" // input.text: branch 1, 2 bytes of UTF-8
                + "06" // replicas 3
                + "02" // createdAt 1
                + "8001" // deadline 64
                + "00" // ownReplyTopic
                + "00" // pool: null
                + "00" // signature: null
                + "00" // authorisation: null
                + "00"); // mostMicroInfer: null
  }

  static Stream<SpecificRecord> records() {
    return Records.all().stream();
  }

  @ParameterizedTest
  @MethodSource("records")
  <T extends SpecificRecord> void shouldReadWhatItWrote(T record) {
    Topic<T> topic = topicOf(record);
    Serde<T> serde = serdes.serde(topic);

    byte[] bytes = serde.serializer().serialize(topic.name(), record);

    assertThat(serde.deserializer().deserialize(topic.name(), bytes)).isEqualTo(record);
  }

  @Test
  void shouldPassNullsThrough() {
    assertThat(serdes.serializer(Topics.RESULTS).serialize("infera.results", null)).isNull();
    assertThat(serdes.deserializer(Topics.RESULTS).deserialize("infera.results", null)).isNull();
  }

  @Test
  void shouldAskTheRegistryOncePerSchema() {
    Serde<InferenceRequest> serde = serdes.serde(Topics.REQUESTS);
    byte[] bytes = serde.serializer().serialize("infera.requests", Records.request());
    serde.deserializer().deserialize("infera.requests", bytes);
    int warm = server.calls();

    for (int i = 0; i < 1_000; i++) {
      serde
          .deserializer()
          .deserialize("x", serde.serializer().serialize("x", Records.request("r" + i)));
    }

    assertThat(server.calls()).isEqualTo(warm);
  }

  @Test
  void shouldSurviveAnOutageOnceWarm() {
    Serde<InferenceRequest> serde = serdes.serde(Topics.REQUESTS);
    serde.deserializer().deserialize("x", serde.serializer().serialize("x", Records.request()));

    server.close();

    byte[] bytes = serde.serializer().serialize("x", Records.request("later"));
    assertThat(serde.deserializer().deserialize("x", bytes)).isEqualTo(Records.request("later"));
  }

  @Test
  void shouldFollowTheSchemaIdOfAnOlderWriter() {
    String older =
        InferenceRequest.getClassSchema()
            .toString()
            .replace("\"name\":\"pool\"", "\"name\":\"unknownField\"");
    int id = server.register("infera.requests-value", older);
    byte[] bytes = serdes.serializer(Topics.REQUESTS).serialize("x", Records.request());
    ByteBuffer.wrap(bytes).putInt(1, id);

    assertThat(serdes.deserializer(Topics.REQUESTS).deserialize("x", bytes))
        .isEqualTo(Records.request());
  }

  @SuppressWarnings("unchecked")
  private static <T extends SpecificRecord> Topic<T> topicOf(T record) {
    List<Topic<?>> topics =
        Stream.concat(Topics.all().stream(), Stream.of(Topics.jobs("n"))).toList();
    Map<Class<?>, Topic<?>> byType =
        topics.stream().collect(Collectors.toMap(Topic::valueType, topic -> topic));
    return (Topic<T>) byType.get(record.getClass());
  }
}
