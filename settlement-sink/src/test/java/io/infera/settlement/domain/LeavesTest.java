package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.AnswerStatus;
import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.schemas.testing.Records;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeavesTest {
  private static final SettlementEvent EVENT = Records.settlement();

  @Test
  void shouldGiveAVerdictAndALeafForEachFault() {
    assertThat(Leaves.of(0, 1, EVENT)).hasSize(2).doesNotHaveDuplicates();
    assertThat(Leaves.of(0, 1, SettlementEvent.newBuilder(EVENT).setFaults(List.of()).build()))
        .hasSize(1);
  }

  @Test
  void shouldBindEverythingThatMatters() {
    var verdicts = new HashSet<Bytes32>();
    var events =
        List.of(
            EVENT,
            SettlementEvent.newBuilder(EVENT).setRequester(Records.node(5)).build(),
            SettlementEvent.newBuilder(EVENT).setRequestId("another").build(),
            SettlementEvent.newBuilder(EVENT).setRequestDigest(Records.digest("another")).build(),
            SettlementEvent.newBuilder(EVENT).setStatus(AnswerStatus.UNVERIFIED).build(),
            SettlementEvent.newBuilder(EVENT).setPriceMicroInfer(8).build(),
            SettlementEvent.newBuilder(EVENT).setVerdictDigest(Records.digest("another")).build(),
            SettlementEvent.newBuilder(EVENT).setResponseDigest(null).build(),
            SettlementEvent.newBuilder(EVENT).setEpoch(1).build(),
            SettlementEvent.newBuilder(EVENT)
                .setPayments(List.of(new NodePayment(Records.node(1), 7L, 8)))
                .build());
    events.forEach(event -> verdicts.add(Leaves.verdict(0, 1, event)));
    verdicts.add(Leaves.verdict(1, 1, EVENT));
    verdicts.add(Leaves.verdict(0, 2, EVENT));
    assertThat(verdicts).hasSize(events.size() + 2);
  }

  @Test
  void shouldSayWhatTheChainHasNoPlaceFor() {
    var stranger = SettlementEvent.newBuilder(EVENT).setRequester("alice").build();
    assertThatThrownBy(() -> Leaves.of(0, 1, stranger))
        .hasMessageContaining("expected an EVM address")
        .hasMessageContaining("requester")
        .hasMessageContaining("alice");
    var negative = SettlementEvent.newBuilder(EVENT).setPriceMicroInfer(-1).build();
    assertThatThrownBy(() -> Leaves.of(0, 1, negative)).hasMessageContaining("price");
  }

  @Test
  void shouldNeverChangeTheCodeOfAStatus() {
    assertThat(Leaves.status(AnswerStatus.VERIFIED)).isEqualTo(1);
    assertThat(Leaves.status(AnswerStatus.UNVERIFIED)).isEqualTo(2);
    assertThat(Leaves.status(AnswerStatus.REJECTED)).isEqualTo(3);
    assertThat(Leaves.status(AnswerStatus.EXPIRED)).isEqualTo(4);
  }
}
