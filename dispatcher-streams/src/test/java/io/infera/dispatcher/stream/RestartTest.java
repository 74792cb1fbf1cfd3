package io.infera.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.dispatcher.domain.Samples;
import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawnNode;
import io.infera.event.Escalation;
import io.infera.event.InferenceInput;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dispatcher that starts knows what the log says, and nothing more. */
class RestartTest {
  private static final Duration FOREVER = Duration.ofMinutes(20);

  private final FakeLog log = new FakeLog();
  private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void shouldKnowWhatWasDecidedBefore() {
    Disposition first = assigned();
    try (var again = started()) {
      assertThat(again.remembered()).isEqualTo(1);

      again.request(Samples.request(1));
      again.request(Samples.request(1).setInput(new InferenceInput("something else")));
      assertThat(again.responses()).hasSize(1);
      assertThat(again.responses()).isEmpty();
      assertThat(again.unread()).isEmpty();

      again.escalate(escalation(first));
      assertThat(again.disposition().getAttempt()).isEqualTo(2);
      assertThat(again.allJobs(5)).hasSize(1).allMatch(job -> job.getInput() != null);
      again.advance(FOREVER);
      assertThat(again.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldNotAnswerAgainWhatWasRefusedBefore() {
    try (var before = new Dispatch(log, Samples.NOW, registry)) {
      before.request(Samples.request(1).setModelId("gpt-9"));
      keep(before, before.disposition());
    }
    try (var again = started()) {
      again.request(Samples.request(1).setModelId("gpt-9"));
      assertThat(again.unread()).isEmpty();
      assertThat(again.counter("infera.dispatcher.requests", "outcome", "duplicate")).isEqualTo(1);
    }
  }

  @Test
  void shouldKnowNothingThatMayBeForgotten() {
    assigned();
    try (var later = new Dispatch(log, Samples.NOW.plus(FOREVER), registry)) {
      assertThat(later.remembersNothing()).isTrue();
    }
  }

  /** An assignment that bears another's digest and offset assigns nothing. */
  @Test
  void shouldMakeNoJobsOfARequestThatIsAnothers() {
    Disposition first = assigned();
    try (var again = started()) {
      again.assign(Disposition.newBuilder(first).setRequestId("borrowed").build());

      assertThat(again.allJobs(5)).isEmpty();
      assertThat(again.deadLetters(Topics.ASSIGNMENTS)).hasSize(1);
    }
  }

  @Test
  void shouldPassOverWhatIsNoDisposition() {
    log.append(Topics.ASSIGNMENTS.name(), Samples.NOW.toEpochMilli(), new byte[] {1, 2, 3});
    log.append(Topics.ASSIGNMENTS.name(), Samples.NOW.toEpochMilli(), null);
    try (var again = started()) {
      assertThat(again.remembersNothing()).isTrue();
      assertThat(again.unread()).isEmpty();
    }
  }

  private Dispatch started() {
    var dispatch = new Dispatch(log, Samples.NOW.plusMillis(500), registry);
    for (int n = 1; n <= 5; n++) {
      dispatch.change(Samples.node(n));
    }
    return dispatch;
  }

  /** Request 1 is assigned by a dispatcher that then is gone. */
  private Disposition assigned() {
    try (var before = new Dispatch(log, Samples.NOW, registry)) {
      for (int n = 1; n <= 5; n++) {
        before.change(Samples.node(n));
      }
      before.request(Samples.request(1));
      Disposition disposition = before.disposition();
      assertThat(disposition.getKind()).isEqualTo(DispositionKind.ASSIGNED);
      keep(before, disposition);
      return disposition;
    }
  }

  /** What the topology writes is in the log, too; the driver keeps it to itself. */
  private void keep(Dispatch dispatch, Disposition disposition) {
    byte[] value = dispatch.bytes(Topics.ASSIGNMENTS, disposition);
    log.append(Topics.ASSIGNMENTS.name(), Samples.NOW.toEpochMilli(), value);
  }

  private static Escalation escalation(Disposition first) {
    return Escalation.newBuilder()
        .setRequester(first.getRequester())
        .setRequestId(first.getRequestId())
        .setAttempt(2)
        .setPurpose(AttemptPurpose.ESCALATION)
        .setReplicas(1)
        .setReason("NO_QUORUM")
        .setExclude(first.getNodes().stream().map(DrawnNode::getNodeId).toList())
        .setAt(Samples.NOW)
        .build();
  }
}
