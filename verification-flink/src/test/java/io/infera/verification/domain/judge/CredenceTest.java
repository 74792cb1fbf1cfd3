package io.infera.verification.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CredenceTest {
  private static final int WORLDS = 200_000;
  private static final double FIVE_SIGMA = 5;

  @Test
  void shouldTakeStrangersForOneParty() {
    assertThat(Credence.error(0, 0)).isCloseTo(Credence.BAD_SHARE, within(1e-12));
    assertThat(Credence.credibilityPpm(0)).isEqualTo(650_000);
  }

  @Test
  void shouldMeetATargetOfAThousandthWithTheAuditsThatTheCommentNames() {
    assertThat(Credence.error(3 * 55_000, 0)).isLessThan(1e-3);
    assertThat(Credence.error(3 * 54_000, 0)).isGreaterThan(1e-3);
    assertThat(Credence.error(1_000L * Credence.BACKSTOP_AUDITS, 0)).isLessThan(2e-5);
    double stranger = Credence.odds(0);
    assertThat(Credence.error(1_000L * Credence.BACKSTOP_AUDITS, 3 * stranger)).isLessThan(1.2e-4);
  }

  @Test
  void shouldBeMoreCertainWithEveryAuditAndLessWithEveryOneAgainst() {
    for (int audits = 1; audits < 40_000; audits += 97) {
      assertThat(Credence.odds(1_000L * audits))
          .isGreaterThanOrEqualTo(Credence.odds(999L * audits));
      assertThat(Credence.error(1_000L * audits, 2))
          .isGreaterThan(Credence.error(1_000L * audits, 0));
    }
    assertThat(Credence.odds(Long.MAX_VALUE)).isEqualTo(Credence.odds(40_000_000));
  }

  /**
   * The world that the derivation assumes, played: a party is bad with probability F and lies at
   * the rate that is worst for the audits it has passed. Among those that passed, the share of
   * wrong agreements is the error stated.
   */
  @Test
  void shouldStateTheErrorOfTheWorldThatItAssumes() {
    for (int audits : new int[] {0, 1, 3, 10, 30, 100}) {
      var random = new SplittableRandom(audits);
      double rate = 1.0 / (audits + 1);
      int passed = 0;
      int wrong = 0;
      for (int world = 0; world < WORLDS; world++) {
        boolean bad = random.nextDouble() < Credence.BAD_SHARE;
        boolean caught = false;
        for (int audit = 0; bad && audit < audits && !caught; audit++) {
          caught = random.nextDouble() < rate;
        }
        if (!caught) {
          passed++;
          wrong += bad && random.nextDouble() < rate ? 1 : 0;
        }
      }
      double stated = Credence.error(1_000L * audits, 0);
      double deviation = Math.sqrt(stated * (1 - stated) / passed);
      assertThat((double) wrong / passed)
          .as("%d audits", audits)
          .isCloseTo(stated, within(FIVE_SIGMA * deviation));
    }
  }

  /**
   * Whatever the rate of the lies is, the error is not above the one stated, but for two hundredths
   * of it.
   */
  @Test
  void shouldBoundTheErrorOfEveryRate() {
    for (int audits = 0; audits < 500; audits++) {
      double stated = Credence.error(1_000L * audits, 0);
      double worst = 0;
      for (double rate = 0.0005; rate <= 1; rate += 0.0005) {
        double bad = Credence.BAD_SHARE * Math.pow(1 - rate, audits);
        worst = Math.max(worst, bad * rate / (bad + 1 - Credence.BAD_SHARE));
      }
      assertThat(worst).isLessThan(stated * 1.02);
    }
  }
}
