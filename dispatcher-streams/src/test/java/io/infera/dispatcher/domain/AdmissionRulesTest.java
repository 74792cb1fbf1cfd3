package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.NodeRegistration;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.testing.Records;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionRulesTest {
  private final AdmissionRules rules = new AdmissionRules(Records.NETWORK);
  private final NodeRegistration honest = Records.registration(1);

  @Test
  void shouldAcceptWhatTheNodeSigned() {
    assertThat(rules.check(Records.node(1), honest)).isEmpty();
  }

  @Test
  void shouldRefuseWhatItDidNotSign() {
    var altered = NodeRegistration.newBuilder(honest).setOperator(Samples.address(5)).build();
    assertThat(refusal(altered)).startsWith("BAD_SIGNATURE");
    assertThat(new AdmissionRules("another-network").check(Records.node(1), honest).orElseThrow())
        .startsWith("BAD_SIGNATURE");
  }

  @Test
  void shouldRefuseAForeignKey() {
    assertThat(rules.check(Records.node(2), honest).orElseThrow()).startsWith("BAD_NODE_ID");
    var shouting =
        NodeRegistration.newBuilder(honest).setNodeId(honest.getNodeId().toUpperCase()).build();
    assertThat(rules.check(shouting.getNodeId(), shouting).orElseThrow()).startsWith("BAD_NODE_ID");
  }

  @Test
  void shouldRefuseBadOperatorsAndModels() {
    assertThat(refusal(signed(NodeRegistration.newBuilder(honest).setOperator("me"))))
        .startsWith("BAD_OPERATOR");
    assertThat(refusal(signed(NodeRegistration.newBuilder(honest).setModels(List.of()))))
        .startsWith("BAD_MODELS");
  }

  @Test
  void shouldIgnoreAnOlderAnnouncement() {
    assertThat(rules.isLatest(signed(NodeRegistration.newBuilder(honest).setSequence(5)))).isTrue();
    assertThat(rules.isLatest(signed(NodeRegistration.newBuilder(honest).setSequence(5)))).isTrue();
    assertThat(rules.isLatest(signed(NodeRegistration.newBuilder(honest).setSequence(4))))
        .isFalse();
  }

  private String refusal(NodeRegistration registration) {
    return rules.check(registration.getNodeId(), registration).orElseThrow();
  }

  private static NodeRegistration signed(NodeRegistration.Builder unsigned) {
    NodeRegistration registration = unsigned.build();
    return NodeRegistration.newBuilder(registration)
        .setSignature(Records.identity(1).sign(Digests.registration(Records.NETWORK, registration)))
        .build();
  }
}
