package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StateFormatTest {

  @Test
  void shouldWriteWhatItHasRead() {
    var court = new Court();
    assertRoundTrip(court);
    court.take(Cases.result("a", 1, Cases.right()), 90);
    assertRoundTrip(court);
    court.take(Cases.drawn(1, FIRST, 100, "a", "b", "c"), 100);
    assertRoundTrip(court);
    court
        .take(Cases.result("b", 1, Cases.right()), 110)
        .take(Cases.result("c", 1, Cases.wrong()), 120);
    assertRoundTrip(court);
    court.until(31_000);
    assertThat(court.closes()).hasSize(1);
    assertRoundTrip(court);
  }

  @Test
  void shouldKeepOfAnEndedCaseNextToNothing() {
    var court = new Court().take(Cases.drawn(1, FIRST, 100, "a", "b", "c"), 100).until(20_000);
    assertThat(court.state.ended()).isTrue();
    assertThat(court.state.toBytes()).hasSizeLessThan(64);
  }

  @Test
  void shouldRefuseAnUnknownVersionAndCutBytes() {
    byte[] bytes = new Court().take(Cases.drawn(1, FIRST, 100, "a", "b", "c"), 100).state.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> RequestCase.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    bytes[0] = 99;
    assertThatThrownBy(() -> RequestCase.fromBytes(bytes)).hasMessageContaining("found 99");
  }

  @Test
  void shouldRefuseDamagedBytes() {
    byte[] bytes = new Court().take(Cases.drawn(1, FIRST, 100, "a", "b", "c"), 100).state.toBytes();
    for (int position = 0; position < bytes.length; position++) {
      for (byte damage : new byte[] {0, 1, 2, -1}) {
        byte[] damaged = bytes.clone();
        damaged[position] = damage;
        try {
          RequestCase read = RequestCase.fromBytes(damaged);
          assertThat(RequestCase.fromBytes(read.toBytes()).toBytes()).isEqualTo(read.toBytes());
        } catch (IllegalArgumentException refused) {
          assertThat(refused.getMessage()).isNotBlank();
        }
      }
    }
  }

  private static void assertRoundTrip(Court court) {
    byte[] bytes = court.state.toBytes();
    assertThat(bytes[0]).isEqualTo(CaseFormat.V3);
    assertThat(RequestCase.fromBytes(bytes).toBytes()).isEqualTo(bytes);
    assertThat(court.state.copy().toBytes()).isEqualTo(bytes);
  }
}
