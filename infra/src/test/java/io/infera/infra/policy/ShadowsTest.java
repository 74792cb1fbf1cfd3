package io.infera.infra.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.AnswerStatus;
import io.infera.event.AuditFinding;
import io.infera.event.ModelPolicy;
import io.infera.event.Outcome;
import io.infera.event.ShadowOutcome;
import io.infera.event.ShadowVerdict;
import io.infera.infra.local.LocalNetworkException;
import io.infera.schemas.testing.Records;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShadowsTest {
  private final ModelPolicy policy = Records.policy();

  @Test
  void shouldSetPromoteAndDropAShadow() {
    ModelPolicy shadowed = Shadows.set(policy, 0.9995, 0.998, 3, 500);

    assertThat(shadowed.getVersion()).isEqualTo(policy.getVersion() + 1);
    assertThat(shadowed.getAccept()).isEqualTo(policy.getAccept());
    assertThat(shadowed.getShadow().getVersion()).isEqualTo(shadowed.getVersion());

    ModelPolicy promoted = Shadows.promote(shadowed);
    assertThat(promoted.getVersion()).isEqualTo(policy.getVersion() + 2);
    assertThat(promoted.getAccept()).isEqualTo(0.9995);
    assertThat(promoted.getReject()).isEqualTo(0.998);
    assertThat(promoted.getQuorum()).isEqualTo(3);
    assertThat(promoted.getTargetErrorPpm()).isEqualTo(500);
    assertThat(promoted.getShadow()).isNull();

    assertThat(Shadows.drop(shadowed))
        .isEqualTo(ModelPolicy.newBuilder(policy).setVersion(policy.getVersion() + 2).build());
  }

  @Test
  void shouldSayThatThereIsNoShadow() {
    assertThatThrownBy(() -> Shadows.promote(policy))
        .isInstanceOf(LocalNetworkException.class)
        .hasMessageContaining("has no shadow")
        .hasMessageContaining("infera policy shadow");
  }

  @Test
  void shouldCompareVerdicts() {
    var comparison = new ShadowComparison();
    comparison.add(verdict(AnswerStatus.VERIFIED, true, true));
    comparison.add(verdict(AnswerStatus.VERIFIED, true, false));
    comparison.add(verdict(AnswerStatus.VERIFIED, false, false));
    comparison.add(verdict(AnswerStatus.UNVERIFIED, true, false));
    comparison.add(verdict(AnswerStatus.EXPIRED, false, false));

    assertThat(comparison.report("m", 2))
        .isEqualTo(
            new ShadowComparison.Report(
                "m", 2, 5, 1, 1, 1, 1, 1, 0, 5, Map.of("AGREED -> FAULTY", 5)));
  }

  private static ShadowVerdict verdict(AnswerStatus status, boolean verified, boolean same) {
    return ShadowVerdict.newBuilder(Records.shadow())
        .setStatus(status)
        .setVerified(verified)
        .setSameAnswer(same)
        .setShadowAudit(AuditFinding.CONTRADICTED)
        .setDifferences(List.of(new ShadowOutcome("n", Outcome.AGREED, Outcome.FAULTY)))
        .build();
  }
}
