package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.CalibrationEvidence;
import io.infera.event.Digest;
import io.infera.event.ModelPolicy;
import io.infera.event.ShadowPolicy;
import io.infera.event.SimilaritySample;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyRulesTest {
  @Test
  void shouldAcceptAProperPolicy() {
    assertThat(PolicyRules.check(Samples.MODEL, Samples.policy())).isEmpty();
  }

  @Test
  void shouldRefuseAnotherKey() {
    assertThat(PolicyRules.check("other", Samples.policy())).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("improper")
  void shouldRefuseWhatCannotBeAppliedAndSaySo(ModelPolicy.Builder policy) {
    assertThat(PolicyRules.check(Samples.MODEL, policy.build()).orElseThrow())
        .contains("expected", "found");
  }

  static Stream<ModelPolicy.Builder> improper() {
    return Stream.of(
        Samples.policyBuilder().setVersion(0),
        Samples.policyBuilder().setDimension(0),
        Samples.policyBuilder().setReject(0.9999),
        Samples.policyBuilder().setAccept(1.1),
        Samples.policyBuilder().setAccept(Double.NaN),
        Samples.policyBuilder().setQuorum(1),
        Samples.policyBuilder().setMaxReplicas(2),
        Samples.policyBuilder().setMaxReplicas(5_000),
        Samples.policyBuilder().setAttemptTimeoutMs(0),
        Samples.policyBuilder().setMaxDeadlineMs(-1),
        Samples.policyBuilder().setShadow(shadow(0.9, 0.95, 2).build()),
        Samples.policyBuilder().setShadow(shadow(0.95, 0.9, 1).build()));
  }

  @Test
  void shouldKeepEvidenceOutOfDispositions() {
    var evidence =
        new CalibrationEvidence(
            new Digest(new byte[32]), 1, 1, 1, 1, 1, 0.9, 0.8, List.<SimilaritySample>of());
    ShadowPolicy shadow = shadow(0.95, 0.9, 2).setCalibration(evidence).build();
    ModelPolicy policy = Samples.policyBuilder().setCalibration(evidence).setShadow(shadow).build();

    ModelPolicy slim = PolicyRules.forDispositions(policy);

    assertThat(PolicyRules.check(Samples.MODEL, policy)).isEmpty();
    assertThat(slim)
        .isEqualTo(Samples.policyBuilder().setShadow(shadow(0.95, 0.9, 2).build()).build());
  }

  private static ShadowPolicy.Builder shadow(double accept, double reject, int quorum) {
    return ShadowPolicy.newBuilder()
        .setVersion(1)
        .setAccept(accept)
        .setReject(reject)
        .setQuorum(quorum);
  }
}
