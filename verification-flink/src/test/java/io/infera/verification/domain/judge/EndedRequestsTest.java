package io.infera.verification.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndedRequestsTest {
  private static final int MANY = 10_000;
  private static final long MINUTE = 60_000;
  private static final long YEAR = 365 * 24 * 60 * MINUTE;

  @Test
  void shouldRememberUntilItsTimeAndNotMuchLonger() {
    var ended = new EndedRequests();
    for (int i = 0; i < MANY; i++) {
      ended.add("0xa/" + i, 0, i, i + MINUTE);
    }

    ended.forget(MINUTE - 1);
    assertThat(ended.size()).isEqualTo(MANY);
    assertThat(ended.contains("0xa/0")).isTrue();
    assertThat(ended.contains("0xa/" + MANY)).isFalse();

    ended.forget(MINUTE + MANY / 2);
    assertThat(ended.size()).isBetween(MANY / 2, MANY / 2 + EndedRequests.PIECE);
    assertThat(ended.contains("0xa/0")).isFalse();
    assertThat(ended.contains("0xa/" + (MANY / 2 + 1))).isTrue();

    ended.forget(MINUTE + MANY);
    assertThat(ended.size()).isZero();
    assertThat(ended.snapshot()).isEmpty();
  }

  @Test
  void shouldNotHoldUpOthersForOneWithAFarDeadline() {
    var ended = new EndedRequests();
    ended.add("0xa/far", 0, 0, YEAR);
    for (int i = 0; i < MANY; i++) {
      ended.add("0xa/" + i, 0, i, i + MINUTE);
    }

    ended.forget(MINUTE + MANY);

    assertThat(ended.size()).isEqualTo(1);
    assertThat(ended.contains("0xa/far")).isTrue();
  }

  @Test
  void shouldRestoreItsOwnGroupsAlone() {
    var ended = new EndedRequests();
    for (int i = 0; i < MANY; i++) {
      ended.add("0xa/" + i, i % 128, i, i + MINUTE);
    }
    List<byte[]> snapshot = ended.snapshot();
    ended.add("0xa/later", 0, MANY, MANY + MINUTE);

    var half = new EndedRequests();
    snapshot.forEach(piece -> half.restore(piece, group -> group < 64));
    var again = new EndedRequests();
    half.snapshot().forEach(piece -> again.restore(piece, group -> true));

    for (int i = 0; i < MANY; i++) {
      assertThat(again.contains("0xa/" + i)).isEqualTo(i % 128 < 64);
    }
    assertThat(again.contains("0xa/later")).isFalse();
    again.forget(MINUTE + MANY);
    assertThat(again.size()).isZero();
  }

  @Test
  void shouldRefuseAnUnknownVersionAndCutBytes() {
    var ended = new EndedRequests();
    ended.add("0xa/1", 0, 0, MINUTE);
    byte[] piece = ended.snapshot().get(0);

    for (int length = 0; length < piece.length; length++) {
      byte[] cut = Arrays.copyOf(piece, length);
      if (length != 2) {
        assertThatThrownBy(() -> new EndedRequests().restore(cut, group -> true))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("found " + length + " bytes");
      }
    }
    piece[0] = 9;
    assertThatThrownBy(() -> new EndedRequests().restore(piece, group -> true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
