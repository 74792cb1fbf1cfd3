package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.event.NodeHeartbeat;
import io.infera.event.Outcome;
import io.infera.schemas.identity.BatchVerifier;
import io.infera.schemas.testing.Bounded;
import io.infera.schemas.testing.Records;
import io.infera.verification.domain.judge.Judge;
import io.infera.verification.domain.judge.JudgeRules;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.NodeOutcome.Light;
import io.infera.verification.domain.judge.RequestCase;
import io.infera.verification.domain.reputation.NodeReputation;
import io.infera.verification.domain.reputation.Registrar;
import io.infera.verification.domain.reputation.ReputationPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged state, which is refused as such or written as it was read; and records of any content on
 * the wire between two operators, which carries whatever a log can hold.
 *
 * <p>Input: a byte for what is read, then its bytes.
 */
class StateFuzzTest {
  private static final Duration EPOCH = Duration.ofSeconds(5);
  private static final long FIXED_MEMORY = 8 << 20;
  private static final long MEMORY_PER_BYTE = 2_000;

  private static final List<Consumer<byte[]>> READERS =
      List.of(
          bytes -> state(bytes, RequestCase::fromBytes, RequestCase::toBytes),
          bytes -> state(bytes, NodeReputation::fromBytes, NodeReputation::toBytes),
          bytes -> state(bytes, StateFuzzTest::clock, PartitionClock::snapshot),
          StateFuzzTest::logRecord,
          StateFuzzTest::key);

  @MethodSource("seeds")
  @FuzzTest
  void shouldReadWhatWasWrittenAndRefuseTheRest(byte[] input) {
    if (input.length > 0) {
      READERS
          .get((input[0] & 0xff) % READERS.size())
          .accept(Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static <T> void state(byte[] bytes, Function<byte[], T> read, Function<T, byte[]> write) {
    T state;
    try {
      state = Bounded.memory(FIXED_MEMORY, MEMORY_PER_BYTE, bytes.length, () -> read.apply(bytes));
    } catch (IllegalArgumentException e) {
      return;
    }
    byte[] written = write.apply(state);
    assertThat(write.apply(read.apply(written))).isEqualTo(written);
  }

  private static PartitionClock clock(byte[] snapshot) {
    var clock = new PartitionClock();
    try {
      clock.merge(snapshot);
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new IllegalArgumentException(e);
    }
    return clock;
  }

  /** A record whose key, value, header's name and header's value are four parts of the input. */
  private static void logRecord(byte[] input) {
    int quarter = input.length / 4;
    byte[] key = Arrays.copyOf(input, quarter);
    byte[] value = input.length % 2 == 0 ? null : Arrays.copyOfRange(input, quarter, 2 * quarter);
    String name = new String(input, 2 * quarter, quarter, UTF_8);
    var header = new LogHeader(name, Arrays.copyOfRange(input, 3 * quarter, input.length));
    // As long as the largest record that a broker takes by default.
    var headers = List.of(header, new LogHeader(name.repeat(input.length % 64), null));
    var record = new LogRecord(InputTopic.RESULTS, 1, 2, 3, key, value, headers);
    assertThat(again(LogRecordWire.TYPE, record)).usingRecursiveComparison().isEqualTo(record);
    Letter letter = Letter.of(record, new IllegalStateException(name));
    assertThat(again(LetterWire.TYPE, letter)).usingRecursiveComparison().isEqualTo(letter);
  }

  private static void key(byte[] input) {
    String key = new String(input, UTF_8);
    assertThat(again(KeyText.TYPE, key)).isEqualTo(key);
    var outcome =
        new NodeOutcome("n", "r/1", 1, Outcome.AGREED, Light.NONE, input.length, Records.AT);
    assertThat(again(NodeOutcomeWire.TYPE, outcome)).isEqualTo(outcome);
  }

  private static <T> T again(TypeInformation<T> type, T value) {
    try {
      var serializer = type.createSerializer(new SerializerConfigImpl());
      var out = new DataOutputSerializer(64);
      serializer.serialize(value, out);
      var in = new DataInputDeserializer(out.getCopyOfBuffer());
      T read = serializer.deserialize(in);
      assertThat(in.available()).isZero();
      return read;
    } catch (IOException e) {
      throw new AssertionError("the wire does not carry " + value, e);
    }
  }

  static Stream<byte[]> seeds() {
    var clock = new PartitionClock();
    clock.advance(InputTopic.RESULTS, 1, 7);
    return Stream.of(
        seed(0, RequestCase.empty().toBytes()),
        seed(0, openCase(2).toBytes()),
        seed(0, openCase(3).toBytes()),
        seed(1, NodeReputation.of(Records.node(1)).toBytes()),
        seed(1, livingNode().toBytes()),
        seed(2, clock.snapshot()),
        seed(3, "keyvaluenamevalue".getBytes(UTF_8)),
        seed(4, "0xr/q".getBytes(UTF_8)));
  }

  private static RequestCase openCase(int results) {
    var verifier = new BatchVerifier(Records.NETWORK, 16);
    var judge = new Judge(JudgeRules.withDefaults(Records.NETWORK, EPOCH), verifier::signer);
    RequestCase state = RequestCase.empty();
    judge.on(state, Records.result(1, 1, 0, 0), Records.AT);
    judge.on(state, Records.disposition(), Records.AT);
    for (int node = 2; node <= results; node++) {
      judge.on(state, Records.result(node, 1, node % 2, 0), Records.AT);
    }
    return state;
  }

  private static NodeReputation livingNode() {
    var policy = ReputationPolicy.withDefaults(Records.NETWORK, EPOCH, Set.of());
    var registrar = new Registrar(policy);
    NodeReputation node = NodeReputation.of(Records.node(1));
    registrar.on(node, Records.registration(1), Records.AT);
    for (int sequence = 1; sequence < 9; sequence++) {
      NodeHeartbeat heartbeat = Records.heartbeat(1, sequence);
      Instant time = Records.AT.plusSeconds(sequence);
      registrar.on(node, heartbeat, time);
    }
    registrar.on(
        node,
        new NodeOutcome(Records.node(1), "r/1", 1, Outcome.FAULTY, Light.AUDITED, 3, Records.AT));
    return node;
  }

  private static byte[] seed(int reader, byte[] content) {
    return ByteBuffer.allocate(1 + content.length).put((byte) reader).put(content).array();
  }
}
