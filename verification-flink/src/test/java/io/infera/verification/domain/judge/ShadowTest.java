package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.AUDIT;
import static io.infera.event.AttemptPurpose.FIRST;
import static io.infera.verification.domain.judge.Cases.policy;
import static io.infera.verification.domain.judge.Cases.result;
import static io.infera.verification.domain.judge.Cases.right;
import static io.infera.verification.domain.judge.Cases.turned;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AuditFinding;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.Outcome;
import io.infera.event.ShadowOutcome;
import io.infera.event.ShadowPolicy;
import io.infera.event.ShadowVerdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShadowTest {
  private static final ShadowPolicy STRICT = shadow(0.9999, 0.9998);
  private static final ShadowPolicy LAX = shadow(0.97, 0.9);

  @Test
  void shouldSayNothingWithoutAShadow() {
    assertThat(shadows(near(null))).isEmpty();
  }

  @Test
  void shouldChangeNothingThatCounts() {
    Court alone = near(null);
    Court shadowed = near(STRICT);

    assertThat(shadowed.answers()).isEqualTo(alone.answers());
    assertThat(shadowed.closes()).isEqualTo(alone.closes());
    assertThat(shadowed.escalations()).isEqualTo(alone.escalations());
  }

  /** Two agree, and one is near them: inside for the policy in force, outside for a strict one. */
  @Test
  void shouldTellWhoWouldBeJudgedOtherwise() {
    ShadowVerdict verdict = shadows(near(STRICT)).get(0);

    assertThat(verdict.getShadowVersion()).isEqualTo(7);
    assertThat(verdict.getVerified()).isTrue();
    assertThat(verdict.getSameAnswer()).isTrue();
    assertThat(verdict.getClique()).containsExactly("a", "b");
    assertThat(verdict.getDifferences())
        .containsExactly(new ShadowOutcome("c", Outcome.AGREED, Outcome.DISSENTED));
    assertThat(verdict.getAudit()).isEqualTo(AuditFinding.NONE);
  }

  @Test
  void shouldSayThatMoreWouldHaveBeenAskedFor() {
    Court court = new Court().take(assigned(STRICT), 100);
    court
        .take(result("a", 1, right()), 110)
        .take(result("b", 1, turned(Cases.NEAR, 1)), 120)
        .take(result("c", 1, turned(Cases.NEAR, 2)), 130);
    court.until(60_000);

    ShadowVerdict verdict = shadows(court).get(0);

    assertThat(verdict.getVerified()).isFalse();
    assertThat(verdict.getClique()).isEmpty();
    assertThat(verdict.getSameAnswer()).isFalse();
  }

  /** Who is shown wrong by the policy in force would pass. */
  @Test
  void shouldJudgeTheAuditByItsOwnThresholds() {
    Court court = new Court().take(assigned(LAX), 100);
    court
        .take(result("a", 1, right()), 110)
        .take(result("b", 1, right()), 120)
        .take(result("c", 1, Cases.wrong()), 130);
    court.take(Cases.drawn(2, AUDIT, 200, "z"), 200).take(result("z", 2, right()), 250);

    assertThat(court.outcomes()).containsEntry("c", Outcome.FAULTY);
    assertThat(shadows(court).get(0).getDifferences())
        .containsExactly(new ShadowOutcome("c", Outcome.FAULTY, Outcome.AGREED));
  }

  @Test
  void shouldBeRememberedWithTheCase() {
    Court court = new Court().take(assigned(STRICT), 100).take(result("a", 1, right()), 110);
    court.state = RequestCase.fromBytes(court.state.toBytes());
    court.take(result("b", 1, right()), 120).take(result("c", 1, turned(Cases.NEAR, 1)), 130);

    assertThat(shadows(court)).isEqualTo(shadows(near(STRICT)));
  }

  private static Court near(ShadowPolicy shadow) {
    return new Court()
        .take(assigned(shadow), 100)
        .take(result("a", 1, right()), 110)
        .take(result("b", 1, right()), 120)
        .take(result("c", 1, turned(Cases.NEAR, 1)), 130);
  }

  private static List<ShadowVerdict> shadows(Court court) {
    return court.effects.stream()
        .filter(Effect.Shadow.class::isInstance)
        .map(effect -> ((Effect.Shadow) effect).verdict())
        .toList();
  }

  private static Disposition assigned(ShadowPolicy shadow) {
    return Cases.disposition(1, FIRST, DispositionKind.ASSIGNED, 100, "a", "b", "c")
        .setPolicy(policy().setShadow(shadow).build())
        .build();
  }

  private static ShadowPolicy shadow(double accept, double reject) {
    return ShadowPolicy.newBuilder().setVersion(7).setAccept(accept).setReject(reject).build();
  }
}
