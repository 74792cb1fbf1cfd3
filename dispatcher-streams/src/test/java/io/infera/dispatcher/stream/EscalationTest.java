package io.infera.dispatcher.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.dispatcher.domain.DrawVerifier;
import io.infera.dispatcher.domain.Samples;
import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawnNode;
import io.infera.event.Escalation;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EscalationTest {
  @Test
  void shouldDrawFurtherNodesOnceHoweverOftenItIsAsked() {
    try (var dispatch = Dispatch.withNodes(6)) {
      List<String> first = assignFirst(dispatch);
      var escalation = escalation(AttemptPurpose.ESCALATION, 2, 2, first);
      dispatch.escalate(escalation);
      dispatch.escalate(escalation);

      Disposition second = dispatch.disposition();
      assertThat(second.getAttempt()).isEqualTo(2);
      assertThat(second.getPurpose()).isEqualTo(AttemptPurpose.ESCALATION);
      assertThat(second.getNodes()).hasSize(2);
      assertThat(ids(second)).doesNotContainAnyElementsOf(first);
      assertThat(second.getDraw().getExcluded())
          .containsExactlyElementsOf(first.stream().sorted().toList());
      assertThat(DrawVerifier.firstDifference(second, dispatch.roster)).isEmpty();
      assertThat(dispatch.allJobs(6)).hasSize(2).allMatch(job -> job.getAttempt() == 2);
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.counter("infera.dispatcher.escalations.repeated")).isEqualTo(1);

      dispatch.advance(Duration.ofMinutes(20));
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldGiveAnAuditItsTimeAfterTheRequestIsOver() {
    try (var dispatch = Dispatch.withNodes(3)) {
      dispatch.change(Samples.node(9).setBackstop(true));
      List<String> first = assignFirst(dispatch);
      dispatch.advance(Duration.ofSeconds(31));
      dispatch.escalate(escalation(AttemptPurpose.AUDIT, 2, 1, first));
      Disposition audit = dispatch.disposition();
      assertThat(ids(audit)).containsExactly(Samples.address(9));
      assertThat(audit.getAttemptDeadline()).isEqualTo(dispatch.now().plusSeconds(10));
      assertThat(dispatch.jobs(9)).hasSize(1);
      assertThat(DrawVerifier.firstDifference(audit, dispatch.roster)).isEmpty();
    }
  }

  @Test
  void shouldGiveTheLastNodesThereAreAllTheTimeThatIsLeft() {
    try (var dispatch = Dispatch.withNodes(3)) {
      dispatch.change(Samples.node(9).setBackstop(true));
      List<String> first = assignFirst(dispatch);
      dispatch.escalate(escalation(AttemptPurpose.AUDIT, 2, 1, first));
      assertThat(dispatch.disposition().getAttemptDeadline())
          .isEqualTo(Samples.NOW.plusSeconds(30).minusMillis(200));
    }
    try (var dispatch = Dispatch.withNodes(4)) {
      dispatch.change(Samples.node(9).setBackstop(true));
      List<String> first = assignFirst(dispatch);
      dispatch.escalate(escalation(AttemptPurpose.AUDIT, 2, 1, first));
      assertThat(dispatch.disposition().getAttemptDeadline())
          .isEqualTo(Samples.NOW.plusSeconds(10));
    }
  }

  @Test
  void shouldSayThatALaterAttemptExpiredButLeaveTheAnswerToVerification() {
    try (var dispatch = Dispatch.withNodes(3)) {
      List<String> first = assignFirst(dispatch);
      dispatch.escalate(escalation(AttemptPurpose.ESCALATION, 2, 2, first));
      dispatch.advance(Duration.ofSeconds(29));
      assertThat(dispatch.unread()).isEmpty();
      dispatch.advance(Duration.ofSeconds(1));
      Disposition expired = dispatch.disposition();
      assertThat(expired.getKind()).isEqualTo(DispositionKind.EXPIRED);
      assertThat(expired.getAttempt()).isEqualTo(2);
      assertThat(dispatch.unread()).isEmpty();
      dispatch.advance(Duration.ofMinutes(20));
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldTakeTheNodesThereAreOnceItHasWaitedForMore() {
    try (var dispatch = Dispatch.withNodes(3)) {
      dispatch.change(Samples.node(9).setBackstop(true));
      List<String> first = assignFirst(dispatch);
      dispatch.escalate(escalation(AttemptPurpose.ESCALATION, 2, 2, first));
      dispatch.advance(Duration.ofSeconds(7));
      assertThat(dispatch.unread()).isEmpty();
      // A quarter of the 30 seconds that were left.
      dispatch.advance(Duration.ofSeconds(1));

      Disposition second = dispatch.disposition();
      assertThat(second.getKind()).isEqualTo(DispositionKind.ASSIGNED);
      assertThat(ids(second)).containsExactly(Samples.address(9));
      assertThat(second.getDetail()).contains("expected 2 eligible nodes, found no more than 1");
      assertThat(DrawVerifier.firstDifference(second, dispatch.roster)).isEmpty();
      assertThat(dispatch.jobs(9)).hasSize(1);
      dispatch.advance(Duration.ofMinutes(20));
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldTakeAllItWantsWhenTheyComeInTime() {
    try (var dispatch = Dispatch.withNodes(4)) {
      List<String> first = assignFirst(dispatch);
      dispatch.escalate(escalation(AttemptPurpose.ESCALATION, 2, 2, first));
      dispatch.advance(Duration.ofSeconds(1));
      dispatch.change(Samples.node(5));
      dispatch.advance(Duration.ofSeconds(1));

      Disposition second = dispatch.disposition();
      assertThat(second.getNodes()).hasSize(2);
      assertThat(second.getDetail()).isEmpty();
      assertThat(DrawVerifier.firstDifference(second, dispatch.roster)).isEmpty();
    }
  }

  @Test
  void shouldNeverBeginAFirstAttemptWithFewerThanWereAskedFor() {
    try (var dispatch = Dispatch.withNodes(2)) {
      dispatch.change(Samples.node(9).setBackstop(true));
      dispatch.request(Samples.request(1));
      dispatch.advance(Duration.ofSeconds(29));
      assertThat(dispatch.unread()).isEmpty();
      dispatch.advance(Duration.ofSeconds(1));
      assertThat(dispatch.disposition().getKind()).isEqualTo(DispositionKind.EXPIRED);
    }
  }

  @Test
  void shouldNotLetOneWaitingEscalationHoldUpAnother() {
    try (var dispatch = Dispatch.withNodes(4)) {
      List<String> first = assignFirst(dispatch);
      dispatch.request(Samples.request(2));
      List<String> other = ids(dispatch.disposition());
      dispatch.allJobs(4);
      dispatch.escalate(escalation(AttemptPurpose.ESCALATION, 2, 2, first));
      dispatch.escalate(
          Escalation.newBuilder(escalation(AttemptPurpose.ESCALATION, 2, 1, other))
              .setRequestId("r-2")
              .build());
      assertThat(dispatch.disposition().getRequestId()).isEqualTo("r-2");
    }
  }

  @Test
  void shouldKeepAnEscalationOfAnUnknownRequestAsADeadLetter() {
    try (var dispatch = Dispatch.withNodes(5)) {
      dispatch.escalate(escalation(AttemptPurpose.ESCALATION, 2, 2, List.of()));
      var letters = dispatch.deadLetters(Topics.ESCALATIONS);
      assertThat(letters).hasSize(1);
      assertThat(new String(letters.get(0).headers().lastHeader(DeadLetter.MESSAGE).value(), UTF_8))
          .contains("expected an escalation of a request that is known");
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldKeepAnImpossibleEscalationAsADeadLetter() {
    try (var dispatch = Dispatch.withNodes(6)) {
      List<String> first = assignFirst(dispatch);
      dispatch.escalate(escalation(AttemptPurpose.ESCALATION, 2, 0, first));
      dispatch.escalate(escalation(AttemptPurpose.FIRST, 2, 1, first));
      assertThat(dispatch.deadLetters(Topics.ESCALATIONS)).hasSize(2);
      assertThat(dispatch.unread()).isEmpty();
    }
  }

  /** Assigns request 1 and returns who was drawn. */
  private static List<String> assignFirst(Dispatch dispatch) {
    dispatch.request(Samples.request(1));
    List<String> nodes = ids(dispatch.disposition());
    assertThat(dispatch.allJobs(9)).hasSize(3);
    return nodes;
  }

  private static List<String> ids(Disposition disposition) {
    return disposition.getNodes().stream().map(DrawnNode::getNodeId).toList();
  }

  private static Escalation escalation(
      AttemptPurpose purpose, int attempt, int replicas, List<String> exclude) {
    return Escalation.newBuilder()
        .setRequester(Samples.address(7))
        .setRequestId("r-1")
        .setAttempt(attempt)
        .setPurpose(purpose)
        .setReplicas(replicas)
        .setReason("NO_QUORUM")
        .setExclude(exclude)
        .setAt(Samples.NOW)
        .build();
  }
}
