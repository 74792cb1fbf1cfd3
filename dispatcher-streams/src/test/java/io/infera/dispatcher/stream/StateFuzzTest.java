package io.infera.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Samples;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.AttemptPurpose;
import io.infera.schemas.testing.Bounded;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged bytes in the store: they are refused as such, or are a state that is written as it was
 * read.
 *
 * <p>Input: a value of the store.
 */
class StateFuzzTest {
  private static final long FIXED_MEMORY = 4 << 20;
  private static final long MEMORY_PER_BYTE = 1_000;

  @MethodSource("seeds")
  @FuzzTest
  void shouldReadStateOrRefuseIt(byte[] bytes) {
    Waiting state;
    try {
      state = Bounded.memory(FIXED_MEMORY, MEMORY_PER_BYTE, bytes.length, () -> read(bytes));
    } catch (SerializationException e) {
      return;
    }
    byte[] written = write(state);
    assertThat(write(read(written))).isEqualTo(written);
    // A null character takes two bytes in Java's own UTF-8.
    assertThat(written).hasSizeLessThanOrEqualTo(2 * bytes.length + 64);
  }

  static Stream<byte[]> seeds() {
    return Stream.of(List.<String>of(), List.of("x", "y"))
        .map(
            excluded ->
                new AttemptOrder(
                    2, AttemptPurpose.AUDIT, 1, excluded, Samples.NOW, Samples.NOW.plusSeconds(1)))
        .map(order -> write(new Waiting("a/b", 7, 3, order, 0)));
  }

  private static byte[] write(Waiting waiting) {
    return WaitingSerde.SERDE.serializer().serialize("store", waiting);
  }

  private static Waiting read(byte[] bytes) {
    return WaitingSerde.SERDE.deserializer().deserialize("store", bytes);
  }
}
