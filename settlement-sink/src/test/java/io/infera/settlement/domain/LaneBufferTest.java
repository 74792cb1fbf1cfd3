package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaneBufferTest {
  private static final long WAIT = Duration.ofSeconds(1).toNanos();

  private LaneBuffer<String> buffer;

  @BeforeEach
  void create() {
    buffer = new LaneBuffer<>(new BatchPolicy(3, Duration.ofSeconds(1)));
    buffer.restart(10);
  }

  @Test
  void shouldHaveNoBatchWhileNothingCame() {
    assertThat(buffer.ready(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void shouldHaveABatchWhenItIsFullOrOldEnough() {
    buffer.add(10, "a", 0);
    buffer.add(11, "b", 5);
    assertThat(buffer.ready(WAIT - 1)).isFalse();
    assertThat(buffer.ready(WAIT)).isTrue();
    buffer.add(12, "c", 6);
    assertThat(buffer.ready(6)).isTrue();
  }

  @Test
  void shouldCoverGapsBeforeAnEntryAndEndBehindTheLast() {
    buffer.add(12, "a", 0);
    buffer.add(15, "b", 0);
    assertThat(buffer.next()).isEqualTo(new LaneBuffer.Cut<>(10, 16, List.of("a", "b")));
  }

  @Test
  void shouldCutNoMoreThanABatchAndKeepTheRest() {
    for (int i = 0; i < 6; i++) {
      buffer.add(10 + 2L * i, "v" + i, 0);
    }
    assertThat(buffer.full()).isTrue();
    assertThat(buffer.next().values()).containsExactly("v0", "v1", "v2");
    buffer.drop(buffer.next().next());
    assertThat(buffer.full()).isFalse();
    assertThat(buffer.start()).isEqualTo(15);
    assertThat(buffer.next()).isEqualTo(new LaneBuffer.Cut<>(15, 21, List.of("v3", "v4", "v5")));
  }

  @Test
  void shouldGiveTheSameBatchUntilItIsDropped() {
    buffer.add(10, "a", 0);
    assertThat(buffer.next()).isEqualTo(buffer.next());
  }

  @Test
  void shouldRefuseAnOffsetOutOfOrder() {
    assertThatThrownBy(() -> buffer.add(9, "a", 0)).hasMessageContaining("from 10, found 9");
    buffer.add(10, "a", 0);
    assertThatThrownBy(() -> buffer.add(10, "a", 0)).hasMessageContaining("from 11, found 10");
  }
}
