package io.infera.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Attempts;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.Samples;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.AttemptPurpose;
import io.infera.schemas.testing.Bounded;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged bytes in the stores: they are refused as such, or are a state that is written as it was
 * read.
 *
 * <p>Input: a byte for the store, then a value of it.
 */
class StateFuzzTest {
  private static final long FIXED_MEMORY = 4 << 20;
  private static final long MEMORY_PER_BYTE = 1_000;

  private static final List<Serde<?>> STORES =
      List.of(
          StateSerdes.REMEMBERED, StateSerdes.ATTEMPTS, StateSerdes.WAITING, StateSerdes.ORPHAN);

  @MethodSource("seeds")
  @FuzzTest
  void shouldReadStateOrRefuseIt(byte[] input) {
    if (input.length > 0) {
      check(
          STORES.get((input[0] & 0xff) % STORES.size()),
          Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static <T> void check(Serde<T> serde, byte[] bytes) {
    T state;
    try {
      state =
          Bounded.memory(
              FIXED_MEMORY,
              MEMORY_PER_BYTE,
              bytes.length,
              () -> serde.deserializer().deserialize("store", bytes));
    } catch (SerializationException e) {
      return;
    }
    byte[] written = serde.serializer().serialize("store", state);
    T again = serde.deserializer().deserialize("store", written);
    assertThat(serde.serializer().serialize("store", again)).isEqualTo(written);
    // A null character takes two bytes in Java's own UTF-8.
    assertThat(written).hasSizeLessThanOrEqualTo(2 * bytes.length + 64);
  }

  static Stream<byte[]> seeds() {
    var remembered =
        new Remembered(
            7,
            Samples.NOW,
            Samples.digest("d"),
            3,
            Samples.NOW.plusSeconds(1),
            Samples.NOW.plusSeconds(2),
            Optional.of(new byte[] {1, 2}));
    var attempts =
        new Attempts(
            Samples.NOW,
            List.of(
                new Attempts.Entry(1, Attempts.NONE, 5), new Attempts.Entry(2, 9, Attempts.NONE)));
    var waiting =
        new Waiting(
            "a/b",
            new AttemptOrder(
                2, AttemptPurpose.AUDIT, 1, List.of("x", "y"), Samples.NOW, Samples.NOW),
            0);
    return Stream.of(
        seed(0, StateSerdes.REMEMBERED.serializer().serialize("s", remembered)),
        seed(0, StateSerdes.REMEMBERED.serializer().serialize("s", remembered.withoutBody())),
        seed(1, StateSerdes.ATTEMPTS.serializer().serialize("s", attempts)),
        seed(2, StateSerdes.WAITING.serializer().serialize("s", waiting)),
        seed(3, StateSerdes.ORPHAN.serializer().serialize("s", new Orphan(new byte[] {4}))));
  }

  private static byte[] seed(int store, byte[] value) {
    return ByteBuffer.allocate(1 + value.length).put((byte) store).put(value).array();
  }
}
