package io.infera.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.dispatcher.domain.Samples;
import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.Escalation;
import io.infera.event.InferenceRequest;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Anything at all on the dispatcher's input topics, and then a request from an honest stranger: the
 * dispatcher never stops, what it cannot read is a dead letter, and the stranger is served.
 *
 * <p>Input: records, each a byte for its topic, two bytes for its length, and its Avro body (key
 * and header are made for it, as far as it can be read).
 */
class DispatchFuzzTest {
  private static final int MOST_RECORDS = 8;
  private static final int SCHEMA_HEADER = 5;
  private static final List<Topic<?>> TOPICS =
      List.of(Topics.REQUESTS, Topics.ASSIGNMENTS, Topics.ESCALATIONS);

  /** A driver takes long to make: one serves many inputs, each with a stranger of its own. */
  private static final int INPUTS_PER_DRIVER = 500;

  private static Dispatch dispatch;
  private static int inputs;

  @MethodSource("seeds")
  @FuzzTest
  void shouldServeAStrangerWhateverCameBefore(byte[] input) {
    if (inputs++ % INPUTS_PER_DRIVER == 0) {
      close();
      dispatch = Dispatch.withNodes(5);
    }
    ByteBuffer in = ByteBuffer.wrap(input);
    for (int i = 0; i < MOST_RECORDS && in.remaining() > 3; i++) {
      Topic<?> topic = TOPICS.get((in.get() & 0xff) % TOPICS.size());
      byte[] body = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
      in.get(body);
      dispatch.pipeHostile(topic, body);
      dispatch.advance(Duration.ofMillis(100));
    }
    dispatch.unread();
    serveStranger("stranger-" + inputs);
  }

  private static void serveStranger(String requestId) {
    dispatch.request(
        Samples.request(1)
            .setRequestId(requestId)
            .setRequester(Samples.address(9))
            .setDeadline(dispatch.now().plusSeconds(30)));
    Disposition disposition = dispatch.disposition();
    assertThat(disposition.getRequestId()).isEqualTo(requestId);
    assertThat(disposition.getKind()).isEqualTo(DispositionKind.ASSIGNED);
  }

  @AfterAll
  static void close() {
    if (dispatch != null) {
      dispatch.close();
    }
  }

  static Stream<byte[]> seeds() {
    InferenceRequest request = Samples.request(1).build();
    Escalation escalation =
        Escalation.newBuilder(Records.escalation())
            .setRequester(request.getRequester())
            .setRequestId(request.getRequestId())
            .setExclude(List.of(Samples.address(1)))
            .build();
    Escalation audit =
        Escalation.newBuilder(escalation)
            .setAttempt(3)
            .setReplicas(1)
            .setPurpose(AttemptPurpose.AUDIT)
            .build();
    try (var server = InMemorySchemaRegistry.start()) {
      var serdes = new AvroSerdes(SchemaRegistry.connect(server.url()));
      byte[] asked = record(serdes, Topics.REQUESTS, request);
      byte[] assigned = record(serdes, Topics.ASSIGNMENTS, Records.disposition());
      Disposition endless =
          Disposition.newBuilder(Records.disposition())
              .setRequestDeadline(Instant.ofEpochMilli(Long.MAX_VALUE))
              .build();
      byte[] escalated = record(serdes, Topics.ESCALATIONS, escalation);
      byte[] audited = record(serdes, Topics.ESCALATIONS, audit);
      return new ArrayList<>(
              List.of(
                  asked,
                  assigned,
                  concat(asked, escalated),
                  concat(asked, concat(escalated, audited)),
                  concat(asked, asked),
                  record(serdes, Topics.ASSIGNMENTS, endless),
                  concat(assigned, asked)))
          .stream();
    }
  }

  private static <T extends SpecificRecord> byte[] record(
      AvroSerdes serdes, Topic<T> topic, T value) {
    byte[] wire = serdes.serializer(topic).serialize(topic.name(), value);
    byte[] body = Arrays.copyOfRange(wire, SCHEMA_HEADER, wire.length);
    return ByteBuffer.allocate(3 + body.length)
        .put((byte) TOPICS.indexOf(topic))
        .putShort((short) body.length)
        .put(body)
        .array();
  }

  private static byte[] concat(byte[] head, byte[] tail) {
    return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
  }
}
