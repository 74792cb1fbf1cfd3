package io.infera.ingest.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void shouldBeAllVerifiedOnlyIfEveryLineIs() {
    tally.submitted();
    assertThat(tally.summary().allVerified()).isFalse();
    tally.answered(AnswerStatus.VERIFIED, 1_000);
    tally.skipped(AnswerStatus.VERIFIED);
    tally.blank();
    assertThat(tally.summary().allVerified()).isTrue();
    tally.bad();
    assertThat(tally.summary().allVerified()).isFalse();
  }

  @Test
  void shouldNotBeAllVerifiedWhenOneIsNot() {
    tally.submitted();
    tally.answered(AnswerStatus.UNVERIFIED, 1_000);
    assertThat(tally.summary().allVerified()).isFalse();
  }

  @Test
  void shouldNotBeAllVerifiedWhenAnEarlierAnswerIsNot() {
    tally.skipped(AnswerStatus.EXPIRED);
    assertThat(tally.summary().allVerified()).isFalse();
  }

  @Test
  void shouldSumUp() {
    for (int i = 1; i <= 3; i++) {
      tally.submitted();
    }
    tally.answered(AnswerStatus.VERIFIED, 2_000);
    tally.answered(AnswerStatus.EXPIRED, 4_000);
    tally.failed();
    assertThat(tally.summary())
        .isEqualTo(
            new Tally.Summary(
                3,
                0,
                Map.of(AnswerStatus.VERIFIED, 1L, AnswerStatus.EXPIRED, 1L),
                1,
                0,
                2_000,
                4_000));
    assertThat(tally.done()).isEqualTo(3);
  }

  @Test
  void shouldWaitForAll() throws InterruptedException {
    tally.submitted();
    tally.submitted();
    var waiter =
        new Thread(
            () -> {
              try {
                tally.awaitAll();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiter.start();
    tally.answered(AnswerStatus.VERIFIED, 1);
    assertThat(waiter.isAlive()).isTrue();
    tally.failed();
    waiter.join();
  }
}
