package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.AUDIT;
import static io.infera.event.AttemptPurpose.FIRST;
import static io.infera.verification.domain.judge.Cases.policy;
import static io.infera.verification.domain.judge.Cases.result;
import static io.infera.verification.domain.judge.Cases.right;
import static io.infera.verification.domain.judge.Cases.turned;
import static io.infera.verification.domain.judge.Cases.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.verification.domain.judge.Observation.Stratum;
import org.junit.jupiter.api.Test;

class ObservationTest {
  private static final int NEVER = 0;
  private static final int ALWAYS = 1_000_000;

  private final Court court = new Court();

  @Test
  void shouldCountAnAnswerThatTheDrawPassedOver() {
    agreed(NEVER, 100);

    Observation seen = observation();
    assertThat(seen.verified()).isTrue();
    assertThat(seen.stratum()).isEqualTo(Stratum.PROVEN);
    assertThat(seen.audited()).isFalse();
    assertThat(seen.agreed()).isEqualTo(3);
    assertThat(seen.closedAt()).isEqualTo(court.verdict().getClosedAt());
  }

  @Test
  void shouldCountAnAuditThatConfirms() {
    agreed(ALWAYS, 300);
    court.take(Cases.drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, right()), 250);

    assertThat(observation().stratum()).isEqualTo(Stratum.TRUSTED);
    assertThat(observation().audited()).isTrue();
    assertThat(observation().wrong()).isFalse();
  }

  @Test
  void shouldCountAWrongAnswerOnlyWhenTwoWitnessesSaySo() {
    agreed(ALWAYS, 300);
    court.take(Cases.drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, wrong()), 250);
    court.take(Cases.drawn(3, AUDIT, 300, "y"), 300).take(result("y", 3, wrong()), 350);

    assertThat(observation().audited()).isTrue();
    assertThat(observation().wrong()).isTrue();
  }

  @Test
  void shouldNotCountAnAuditThatNobodyConfirms() {
    agreed(ALWAYS, 300);
    court.take(Cases.drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, wrong()), 250);
    court.until(90_000);

    assertThat(observation().stratum()).isEqualTo(Stratum.TRUSTED);
    assertThat(observation().audited()).isFalse();
    assertThat(observation().wrong()).isFalse();
  }

  /** The answer came with the audit: nothing about it is left to a draw. */
  @Test
  void shouldLeaveOutWhatWasAuditedBeforeTheAnswer() {
    agreed(ALWAYS, 0);
    court.take(backstop(2, 200, "z"), 200).take(result("z", 2, right()), 250);

    assertThat(court.verdict().getAnsweredBy()).isNotNull();
    assertThat(observation().stratum()).isNull();
    assertThat(observation().agreed()).isEqualTo(4);
  }

  @Test
  void shouldCountTheHonestThirdThatWasVotedDown() {
    court.take(Cases.drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court
        .take(result("a", 1, wrong()), 150)
        .take(result("b", 1, wrong()), 160)
        .take(result("c", 1, right()), 170);
    court.take(Cases.drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, right()), 250);

    assertThat(observation().stratum()).isEqualTo(Stratum.ALWAYS);
    assertThat(observation().wrong()).isTrue();
    assertThat(observation().vindicated()).isEqualTo(1);
  }

  @Test
  void shouldCountWhomAnAuditLeavesBetweenTheThresholds() {
    court.take(Cases.drawn(1, FIRST, 100, "a", "b", "c"), 100);
    court
        .take(result("a", 1, right()), 150)
        .take(result("b", 1, right()), 160)
        .take(result("c", 1, turned(Cases.BETWEEN, 1)), 170);
    court.take(Cases.drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, right()), 250);

    assertThat(observation().doubtful()).isEqualTo(1);
    assertThat(observation().stratum()).isEqualTo(Stratum.ALWAYS);
    assertThat(observation().wrong()).isFalse();
  }

  private void agreed(int auditPpm, int auditsPassed) {
    Disposition drawn =
        Cases.credible(
            Cases.disposition(1, FIRST, DispositionKind.ASSIGNED, 100, "a", "b", "c").build(),
            policy().setAuditPpm(auditPpm).setAuditNewcomerPpm(auditPpm),
            () -> auditsPassed * 1_000);
    court.take(drawn, 100);
    for (String node : new String[] {"a", "b", "c"}) {
      court.take(result(node, 1, right()), 150);
    }
  }

  private static Disposition backstop(int attempt, long time, String node) {
    return Cases.credible(Cases.drawn(attempt, AUDIT, time, node), policy(), () -> 0);
  }

  private Observation observation() {
    return court.effects.stream()
        .filter(Effect.Observe.class::isInstance)
        .map(effect -> ((Effect.Observe) effect).observation())
        .findFirst()
        .orElseThrow();
  }
}
