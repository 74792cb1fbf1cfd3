package io.infera.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.infera.event.ReplicaResult;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.UndecodableException.Reason;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostileBytesTest {
  private static final int UNKNOWN_ID = 9_999;

  private final InMemorySchemaRegistry server = InMemorySchemaRegistry.start();
  private final AvroSerdes serdes = new AvroSerdes(SchemaRegistry.connect(server.url()));
  private final byte[] valid =
      serdes.serializer(Topics.RESULTS).serialize("infera.results", Records.result(1, 1, 0, 0));
  private final Deserializer<ReplicaResult> deserializer = serdes.deserializer(Topics.RESULTS);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldRefuseEveryTruncation() {
    for (int length = 0; length < valid.length; length++) {
      byte[] truncated = Arrays.copyOf(valid, length);
      assertThatThrownBy(() -> read(truncated)).isInstanceOf(UndecodableException.class);
    }
  }

  @Test
  void shouldSayWhatIsWrong() {
    assertRefused(new byte[] {0, 0, 0}, Reason.TOO_SHORT);
    assertRefused(new byte[] {1, 0, 0, 0, 1, 0}, Reason.WRONG_MAGIC);
    assertRefused(withId(UNKNOWN_ID), Reason.UNKNOWN_SCHEMA);
    assertRefused(withId(server.register("other", "\"string\"")), Reason.INCOMPATIBLE_SCHEMA);
    assertRefused(Arrays.copyOf(valid, valid.length + 1), Reason.MALFORMED);
  }

  @Test
  void shouldNotAskTheRegistryAgainForAnUnknownId() {
    assertRefused(withId(UNKNOWN_ID), Reason.UNKNOWN_SCHEMA);
    int calls = server.calls();

    assertRefused(withId(UNKNOWN_ID), Reason.UNKNOWN_SCHEMA);

    assertThat(server.calls()).isEqualTo(calls);
  }

  @Test
  void shouldReadARecordWhoseIdWasGuessedBeforeItWasGiven() {
    int next = server.register("filler", "\"int\"") + 1;
    assertRefused(withId(next), Reason.UNKNOWN_SCHEMA);
    byte[] bytes = serdes.serializer(Topics.REQUESTS).serialize("x", Records.request());
    assertThat(ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt()).isEqualTo(next);

    assertThat(serdes.deserializer(Topics.REQUESTS).deserialize("x", bytes))
        .isEqualTo(Records.request());
  }

  @Test
  void shouldRefuseHugeLengthsWithoutAllocatingThem() {
    for (long length :
        new long[] {-1, Integer.MAX_VALUE - 8, Integer.MAX_VALUE, 1L << 40, Long.MIN_VALUE}) {
      assertRefused(bodyStartingWith(length), Reason.MALFORMED);
    }
  }

  @Test
  void shouldRefuseAHugeArrayWithoutAllocatingIt() {
    // The path of the proof is the last array of a result; its count becomes 2^31 - 9.
    byte[] bomb = bombInPath();
    long before = Runtime.getRuntime().maxMemory();

    assertRefused(bomb, Reason.MALFORMED);

    assertThat(before).isLessThan(8L << 30);
  }

  @Test
  void shouldTellAnOutageFromGarbage() {
    server.close();
    var cold = new AvroSerdes(SchemaRegistry.connect(server.url())).deserializer(Topics.RESULTS);

    assertThatThrownBy(() -> cold.deserialize("x", valid))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(server.url());
  }

  @Test
  void shouldNeverEndOtherwiseOnRandomBytes() {
    var random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] mutated = valid.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        mutated[5 + random.nextInt(mutated.length - 5)] = (byte) random.nextInt();
      }
      try {
        read(mutated);
      } catch (UndecodableException e) {
        assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
      }
    }
  }

  private ReplicaResult read(byte[] bytes) {
    return deserializer.deserialize("infera.results", bytes);
  }

  private void assertRefused(byte[] bytes, Reason reason) {
    assertThatThrownBy(() -> read(bytes))
        .asInstanceOf(type(UndecodableException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private byte[] withId(int id) {
    byte[] bytes = valid.clone();
    ByteBuffer.wrap(bytes).putInt(1, id);
    return bytes;
  }

  /** A body whose first string claims this many bytes. */
  private byte[] bodyStartingWith(long length) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(valid, 0, 5);
    writeLong(bytes, length);
    bytes.write('x');
    return bytes.toByteArray();
  }

  private byte[] bombInPath() {
    // The record ends: path count 0 (one byte), then 65 bytes of signature.
    var bytes = new ByteArrayOutputStream();
    bytes.write(valid, 0, valid.length - 66);
    writeLong(bytes, Integer.MAX_VALUE - 8);
    bytes.write(new byte[65], 0, 65);
    return bytes.toByteArray();
  }

  private static void writeLong(ByteArrayOutputStream bytes, long value) {
    long zigzag = (value << 1) ^ (value >> 63);
    while ((zigzag & ~0x7fL) != 0) {
      bytes.write((int) (zigzag & 0x7f | 0x80));
      zigzag >>>= 7;
    }
    bytes.write((int) zigzag);
  }
}
