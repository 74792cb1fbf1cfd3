package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.ModelPolicy;
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
        Samples.policyBuilder().setMaxDeadlineMs(-1));
  }
}
