package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.runtime.KeyDigest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
  private static final KeyDigest KEY = KeyDigest.of("0xa/1");
  private static final KeyDigest OTHER = KeyDigest.of("0xa/2");

  private final RequestMemory memory = new RequestMemory();

  @Test
  void shouldGiveBackWhatItWasTold() {
    Remembered request = request(7, Samples.NOW.plusSeconds(60));

    memory.remember(KEY, request);

    assertThat(memory.find(KEY)).contains(request);
    assertThat(memory.find(OTHER)).isEmpty();
    assertThat(memory.size()).isEqualTo(1);
  }

  @Test
  void shouldKnowTheFirstOfEachAttempt() {
    memory.remember(KEY, request(7, Samples.NOW.plusSeconds(60)));
    assertThat(memory.dispositionOf(KEY, 1)).isEqualTo(RequestMemory.NONE);
    assertThat(memory.escalationOf(KEY, 2)).isEqualTo(RequestMemory.NONE);

    memory.noteDisposition(KEY, 1, 20);
    memory.noteEscalation(KEY, 2, 30);
    memory.noteDisposition(KEY, 3, 40);

    assertThat(memory.dispositionOf(KEY, 1)).isEqualTo(20);
    assertThat(memory.escalationOf(KEY, 2)).isEqualTo(30);
    assertThat(memory.dispositionOf(KEY, 2)).isEqualTo(RequestMemory.NONE);
    assertThat(memory.dispositionOf(KEY, 3)).isEqualTo(40);
    assertThat(memory.dispositionOf(OTHER, 1)).isEqualTo(RequestMemory.NONE);
    assertThat(memory.dispositionOf(OTHER, 3)).isEqualTo(RequestMemory.NONE);
  }

  @Test
  void shouldForgetARequestWithAllItsAttemptsAndNoOther() {
    memory.remember(KEY, request(7, Samples.NOW.plusSeconds(60)));
    memory.remember(OTHER, request(8, Samples.NOW.plusSeconds(90)));
    // Numbers that nobody should name.
    for (int attempt : new int[] {2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE, 0}) {
      memory.noteDisposition(KEY, attempt, 20);
      memory.noteDisposition(OTHER, attempt, 21);
    }

    memory.forget(Samples.NOW.plusSeconds(60));
    assertThat(memory.size()).isEqualTo(2);
    memory.forget(Samples.NOW.plusSeconds(61));

    assertThat(memory.find(KEY)).isEmpty();
    assertThat(memory.dispositionOf(KEY, 3)).isEqualTo(RequestMemory.NONE);
    assertThat(memory.find(OTHER)).isPresent();
    assertThat(memory.dispositionOf(OTHER, 3)).isEqualTo(21);
    memory.forget(Samples.NOW.plusSeconds(91));
    assertThat(memory.size()).isZero();
  }

  @Test
  void shouldLearnWhereARequestStands() {
    memory.remember(KEY, request(RequestMemory.NONE, Samples.NOW.plusSeconds(60)));

    memory.remember(KEY, request(7, Samples.NOW.plusSeconds(60)));

    assertThat(memory.find(KEY)).map(Remembered::offset).contains(7L);
    memory.forget(Samples.NOW.plusSeconds(61));
    assertThat(memory.size()).isZero();
  }

  @Test
  void shouldRefuseAttemptsBeyondItsOwnTime() {
    assertThatThrownBy(
            () ->
                new Remembered(
                    7, Samples.NOW, Samples.digest("d"), 3, Samples.NOW.plusMillis(1), Samples.NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Remembered request(long offset, Instant forgetAt) {
    return new Remembered(
        offset, Samples.NOW, Samples.digest("d"), 3, Samples.NOW.plusSeconds(1), forgetAt);
  }
}
