package io.infera.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Samples;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.AttemptPurpose;
import io.infera.schemas.canonical.Hex;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class WaitingSerdeTest {
  /** The number of the attempt, behind the version, a key of three bytes, an offset, a version. */
  private static final int ATTEMPT = 1 + 2 + 3 + 8 + 4;

  @Test
  void shouldReadWhatItWrote() {
    Waiting waiting = waiting(Samples.NOW, List.of("x", "y"));

    assertThat(read(write(waiting))).isEqualTo(waiting);
  }

  @Test
  void shouldKeepTheFormatOfTheFirstRelease() {
    assertThat(Hex.encode(write(waiting(Samples.NOW, List.of()))))
        .isEqualTo(
            "010003612f620000000000000007000000030000000200054155444954"
                + "00000001000000000000019ca9450a000000019ca9450a0000000000");
  }

  @Test
  void shouldRefuseAnotherVersionAndWhatIsCutOff() {
    byte[] bytes = write(waiting(Samples.NOW, List.of()));
    byte[] later = bytes.clone();
    later[0] = 2;
    assertThatThrownBy(() -> read(later))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("version 2");
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThatThrownBy(() -> read(cut))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("cut off");
  }

  @Test
  void shouldRefuseStateThatContradictsItself() {
    byte[] bytes = write(waiting(Samples.NOW, List.of()));
    bytes[ATTEMPT + 3] = 0;

    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("broken");
  }

  @Test
  void shouldKeepATimeThatMillisecondsCannotName() {
    var absurd = Instant.ofEpochMilli(Long.MAX_VALUE).plusSeconds(60);

    assertThat(read(write(waiting(absurd, List.of()))).order().until())
        .isEqualTo(Instant.ofEpochMilli(Long.MAX_VALUE));
  }

  @Test
  void shouldRefuseToExcludeANodeWhoseNameNoStoreHolds() {
    assertThatThrownBy(() -> waiting(Samples.NOW, List.of("x".repeat(70_000))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Waiting waiting(Instant until, List<String> excluded) {
    var order = new AttemptOrder(2, AttemptPurpose.AUDIT, 1, excluded, until, until);
    return new Waiting("a/b", 7, 3, order, 0);
  }

  private static byte[] write(Waiting waiting) {
    return WaitingSerde.SERDE.serializer().serialize("t", waiting);
  }

  private static Waiting read(byte[] bytes) {
    return WaitingSerde.SERDE.deserializer().deserialize("t", bytes);
  }
}
