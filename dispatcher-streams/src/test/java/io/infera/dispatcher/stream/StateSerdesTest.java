package io.infera.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Attempts;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.Samples;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.AttemptPurpose;
import io.infera.schemas.canonical.Hex;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class StateSerdesTest {
  @Test
  void shouldReadWhatItWrote() {
    var remembered =
        new Remembered(
            7,
            Samples.NOW,
            Samples.digest("d"),
            3,
            Samples.NOW.plusSeconds(1),
            Samples.NOW.plusSeconds(2),
            Optional.of(new byte[] {1, 2}));
    Remembered again = copy(StateSerdes.REMEMBERED, remembered);
    assertThat(again).usingRecursiveComparison().isEqualTo(remembered);
    assertThat(copy(StateSerdes.REMEMBERED, remembered.withoutBody()))
        .isEqualTo(remembered.withoutBody());

    var attempts =
        new Attempts(
            Samples.NOW,
            List.of(
                new Attempts.Entry(1, Attempts.NONE, 5), new Attempts.Entry(2, 9, Attempts.NONE)));
    assertThat(copy(StateSerdes.ATTEMPTS, attempts)).isEqualTo(attempts);

    var waiting = new Waiting("a/b", order(List.of("x", "y")), 0);
    assertThat(copy(StateSerdes.WAITING, waiting)).isEqualTo(waiting);

    assertThat(copy(StateSerdes.ORPHAN, new Orphan(new byte[] {4})).value()).containsExactly(4);
  }

  @Test
  void shouldKeepTheFormat() {
    var attempts = new Attempts(Samples.NOW, List.of(new Attempts.Entry(1, Attempts.NONE, 5)));
    assertThat(Hex.encode(StateSerdes.ATTEMPTS.serializer().serialize("t", attempts)))
        .isEqualTo("020000019ca9450a000000000100000001ffffffffffffffff0000000000000005");
  }

  @Test
  void shouldReadWhatTheFirstReleaseWrote() {
    byte[] attempts =
        Hex.decode("010000019ca9450a000000000100000001ffffffffffffffff0000000000000005");
    assertThat(StateSerdes.ATTEMPTS.deserializer().deserialize("t", attempts))
        .isEqualTo(new Attempts(Samples.NOW, List.of(new Attempts.Entry(1, Attempts.NONE, 5))));

    // Without a patience it waits for all its nodes, as it did then.
    byte[] waiting =
        Hex.decode("010003612f62000000020005415544495400000001000000000000019ca9450a0000000000");
    assertThat(StateSerdes.WAITING.deserializer().deserialize("t", waiting))
        .isEqualTo(
            new Waiting(
                "a/b",
                new AttemptOrder(2, AttemptPurpose.AUDIT, 1, List.of(), Samples.NOW, Samples.NOW),
                0));
  }

  @Test
  void shouldRefuseAnotherVersionAndWhatIsCutOff() {
    byte[] bytes = StateSerdes.ORPHAN.serializer().serialize("t", new Orphan(new byte[] {4}));
    byte[] later = bytes.clone();
    later[0] = 3;
    assertThatThrownBy(() -> StateSerdes.ORPHAN.deserializer().deserialize("t", later))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("version 3");
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThatThrownBy(() -> StateSerdes.ORPHAN.deserializer().deserialize("t", cut))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("cut off");
  }

  @Test
  void shouldRefuseStateThatContradictsItself() {
    var waiting = new Waiting("a/b", order(List.of()), 0);
    byte[] bytes = StateSerdes.WAITING.serializer().serialize("t", waiting);
    // The number of the attempt, behind the version and a key of three bytes.
    bytes[9] = 0;

    assertThatThrownBy(() -> StateSerdes.WAITING.deserializer().deserialize("t", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("broken");
  }

  @Test
  void shouldKeepATimeThatMillisecondsCannotName() {
    var absurd = Instant.ofEpochMilli(Long.MAX_VALUE).plusSeconds(60);

    assertThat(copy(StateSerdes.ATTEMPTS, new Attempts(absurd, List.of())).forgetAt())
        .isEqualTo(Instant.ofEpochMilli(Long.MAX_VALUE));
  }

  @Test
  void shouldRefuseToExcludeANodeWhoseNameNoStoreHolds() {
    List<String> excluded = List.of("x".repeat(70_000));

    assertThatThrownBy(() -> order(excluded)).isInstanceOf(IllegalArgumentException.class);
  }

  private static AttemptOrder order(List<String> excluded) {
    Instant patientUntil = Samples.NOW.minusSeconds(1);
    return new AttemptOrder(2, AttemptPurpose.AUDIT, 1, excluded, patientUntil, Samples.NOW);
  }

  private static <T> T copy(Serde<T> serde, T value) {
    return serde.deserializer().deserialize("t", serde.serializer().serialize("t", value));
  }
}
