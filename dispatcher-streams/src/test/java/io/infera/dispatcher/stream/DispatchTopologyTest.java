package io.infera.dispatcher.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.dispatcher.domain.DrawVerifier;
import io.infera.dispatcher.domain.Samples;
import io.infera.event.AnswerStatus;
import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawnNode;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceResponse;
import io.infera.event.ReplicaJob;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class DispatchTopologyTest {
  private static final Duration FOREVER = Duration.ofMinutes(20);

  @Test
  void shouldAssignARequestAndGiveEachDrawnNodeAJob() {
    try (var dispatch = Dispatch.withNodes(5)) {
      var request = Samples.request(1).build();
      dispatch.request(request);

      Disposition disposition = dispatch.disposition();
      assertThat(disposition.getKind()).isEqualTo(DispositionKind.ASSIGNED);
      assertThat(disposition.getPurpose()).isEqualTo(AttemptPurpose.FIRST);
      assertThat(disposition.getReason()).isEqualTo("DRAWN");
      assertThat(disposition.getPolicy()).isEqualTo(Samples.policy());
      assertThat(disposition.getRequestDigest()).isEqualTo(Digests.request(request));
      assertThat(disposition.getAt()).isEqualTo(Samples.NOW);
      assertThat(disposition.getAttemptDeadline()).isEqualTo(Samples.NOW.plusSeconds(10));
      assertThat(disposition.getResponseTopic()).isEqualTo("infera.responses");
      assertThat(disposition.getNodes()).hasSize(3);
      assertThat(DrawVerifier.firstDifference(disposition, dispatch.roster)).isEmpty();

      List<ReplicaJob> jobs = dispatch.allJobs(5);
      assertThat(jobs)
          .extracting(ReplicaJob::getNodeId)
          .containsExactlyInAnyOrderElementsOf(
              disposition.getNodes().stream().map(DrawnNode::getNodeId).toList());
      assertThat(jobs)
          .allSatisfy(
              job -> {
                assertThat(job.getInput()).isEqualTo(request.getInput());
                assertThat(job.getDeadline()).isEqualTo(disposition.getAttemptDeadline());
                assertThat(job.getModel()).isEqualTo(Samples.served());
              });
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.remembered()).isEqualTo(1);
      dispatch.advance(FOREVER);
      assertThat(dispatch.remembersNothing()).isTrue();
      assertThat(dispatch.unread()).isEmpty();
    }
  }

  @Test
  void shouldAnswerTheSameRequestOnce() {
    try (var dispatch = Dispatch.withNodes(5)) {
      dispatch.request(Samples.request(1));
      dispatch.request(Samples.request(1).setDeadline(Samples.NOW.plusSeconds(50)));
      assertThat(dispatch.dispositions()).hasSize(1);
      assertThat(dispatch.allJobs(5)).hasSize(3);
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.counter("infera.dispatcher.requests", "outcome", "duplicate"))
          .isEqualTo(1);
    }
  }

  @Test
  void shouldRefuseAnIdThatCameWithOtherContentAndLeaveTheFirstAlone() {
    try (var dispatch = Dispatch.withNodes(5)) {
      dispatch.request(Samples.request(1));
      var other = Samples.request(1).setInput(new InferenceInput("something else")).build();
      dispatch.request(other);
      assertThat(dispatch.disposition().getKind()).isEqualTo(DispositionKind.ASSIGNED);
      assertThat(dispatch.allJobs(5)).hasSize(3);
      InferenceResponse response = only(dispatch.responses());
      assertThat(response.getStatus()).isEqualTo(AnswerStatus.REJECTED);
      assertThat(response.getReason()).isEqualTo("CONFLICTING_ID");
      assertThat(response.getRequestDigest()).isEqualTo(Digests.request(other));
      assertThat(dispatch.unread()).isEmpty();
    }
  }

  @Test
  void shouldRejectByADispositionFirstAndAnswerFromIt() {
    try (var dispatch = Dispatch.withNodes(5)) {
      dispatch.request(Samples.request(1).setModelId("gpt-9"));
      Disposition disposition = dispatch.disposition();
      assertThat(disposition.getKind()).isEqualTo(DispositionKind.REJECTED);
      assertThat(disposition.getReason()).isEqualTo("UNKNOWN_MODEL");
      assertThat(disposition.getPolicy()).isNull();
      InferenceResponse response = only(dispatch.responses());
      assertThat(response.getStatus()).isEqualTo(AnswerStatus.REJECTED);
      assertThat(response.getReason()).isEqualTo("UNKNOWN_MODEL");
      assertThat(response.getDetail()).contains("gpt-9");
      assertThat(dispatch.unread()).isEmpty();

      dispatch.request(Samples.request(1).setModelId("gpt-9"));
      assertThat(dispatch.unread()).isEmpty();
      dispatch.advance(FOREVER);
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldAnswerARequestWithoutAnIdentityAndRememberNothing() {
    try (var dispatch = Dispatch.withNodes(5)) {
      dispatch.request(Samples.request(1).setRequester("alice"));
      InferenceResponse response = only(dispatch.responses());
      assertThat(response.getReason()).isEqualTo("BAD_REQUESTER");
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldMakeTheReplyTopicBeforeItIsNamed() {
    try (var dispatch = Dispatch.withNodes(5)) {
      dispatch.request(Samples.request(1).setOwnReplyTopic(true));
      assertThat(dispatch.replyTopics).containsExactly(Samples.address(7));
      assertThat(dispatch.disposition().getResponseTopic())
          .isEqualTo("infera.responses." + Samples.address(7));

      dispatch.replyTopicAllowed = () -> false;
      dispatch.request(Samples.request(2).setOwnReplyTopic(true));
      assertThat(dispatch.disposition().getReason()).isEqualTo("NO_REPLY_TOPIC");
      assertThat(only(dispatch.responses()).getReason()).isEqualTo("NO_REPLY_TOPIC");
    }
  }

  @Test
  void shouldWaitForNodesAndAssignWhenTheyCome() {
    try (var dispatch = Dispatch.withNodes(2)) {
      dispatch.request(Samples.request(1));
      dispatch.request(Samples.request(2));
      dispatch.advance(Duration.ofSeconds(1));
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.gauge("infera.dispatcher.waiting")).isEqualTo(2);
      assertThat(dispatch.remembered()).isEqualTo(2);

      dispatch.change(Samples.node(3));
      dispatch.advance(Dispatch.TICK);
      List<Disposition> dispositions = dispatch.dispositions();
      assertThat(dispositions).extracting(Disposition::getRequestId).containsExactly("r-1", "r-2");
      assertThat(dispositions.get(0).getAt()).isEqualTo(dispatch.now());
      assertThat(dispositions)
          .allSatisfy(d -> assertThat(DrawVerifier.firstDifference(d, dispatch.roster)).isEmpty());
      assertThat(dispatch.allJobs(3)).hasSize(6);
      assertThat(dispatch.gauge("infera.dispatcher.waiting")).isZero();
      dispatch.advance(FOREVER);
      assertThat(dispatch.remembersNothing()).isTrue();
      assertThat(dispatch.unread()).isEmpty();
    }
  }

  @Test
  void shouldExpireAtTheDeadlineAlthoughNothingElseHappens() {
    try (var dispatch = Dispatch.withNodes(2)) {
      dispatch.request(Samples.request(1).setDeadline(Samples.NOW.plusSeconds(2)));
      dispatch.advance(Duration.ofMillis(1_950));
      assertThat(dispatch.unread()).isEmpty();
      dispatch.advance(Dispatch.TICK);
      Disposition disposition = dispatch.disposition();
      assertThat(disposition.getKind()).isEqualTo(DispositionKind.EXPIRED);
      assertThat(disposition.getReason()).isEqualTo("DEADLINE");
      InferenceResponse response = only(dispatch.responses());
      assertThat(response.getStatus()).isEqualTo(AnswerStatus.EXPIRED);
      assertThat(response.getDetail()).contains("expected 3 eligible nodes", "found at most 2");
      dispatch.advance(FOREVER);
      assertThat(dispatch.remembersNothing()).isTrue();
      assertThat(dispatch.unread()).isEmpty();
    }
  }

  @Test
  void shouldRespectTheBoundOfNodesOnProbation() {
    try (var dispatch = Dispatch.withNodes(0)) {
      for (int n = 1; n <= 3; n++) {
        dispatch.change(Samples.node(n).setMaxInFlight(2));
      }
      for (int r = 1; r <= 3; r++) {
        dispatch.request(Samples.request(r));
      }
      assertThat(dispatch.dispositions()).hasSize(2);
      assertThat(dispatch.gauge("infera.dispatcher.waiting")).isEqualTo(1);
      dispatch.advance(Duration.ofSeconds(1));
      assertThat(dispatch.disposition().getRequestId()).isEqualTo("r-3");
      assertThat(dispatch.allJobs(3)).hasSize(9);
    }
  }

  @Test
  void shouldRecordWhoWasPassedOverSoThatTheDrawCanBeRepeated() {
    try (var dispatch = Dispatch.withNodes(3)) {
      dispatch.change(Samples.node(9).setWeight(1_000_000).setMaxInFlight(1));
      dispatch.request(Samples.request(1));
      dispatch.request(Samples.request(2));
      List<Disposition> dispositions = dispatch.dispositions();
      assertThat(dispositions.get(0).getNodes())
          .extracting(DrawnNode::getNodeId)
          .contains(Samples.address(9));
      assertThat(dispositions.get(1).getDraw().getSaturated()).containsExactly(Samples.address(9));
      assertThat(dispositions)
          .allSatisfy(d -> assertThat(DrawVerifier.firstDifference(d, dispatch.roster)).isEmpty());
    }
  }

  @Test
  void shouldSendARequestWithAForeignKeyOnce() {
    try (var dispatch = new Dispatch(4)) {
      int elsewhere = 1;
      var home = new HomePartition(4);
      while (home.of(Samples.address(7) + "/r-" + elsewhere) == 0) {
        elsewhere++;
      }
      dispatch.pipe(Topics.REQUESTS, null, Samples.request(elsewhere).build());
      var rerouted = only(dispatch.read(Topics.REQUESTS.name()));
      assertThat(new String(rerouted.key(), UTF_8))
          .isEqualTo(Samples.address(7) + "/r-" + elsewhere);
      // The driver has one partition, so the request comes back; a second time would be a loop.
      var letter = only(dispatch.deadLetters(Topics.REQUESTS));
      assertThat(header(letter, DeadLetter.MESSAGE)).contains("expected the record of");
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldKeepPoisonWithItsOriginAndGoOn() {
    try (var dispatch = Dispatch.withNodes(5)) {
      dispatch.request(Samples.request(0));
      assertThat(dispatch.dispositions()).hasSize(1);
      assertThat(dispatch.allJobs(5)).hasSize(3);
      for (var topic : List.of(Topics.REQUESTS, Topics.ASSIGNMENTS, Topics.ESCALATIONS)) {
        byte[] key = "k".getBytes(UTF_8);
        for (byte[] poison :
            new byte[][] {
              {},
              {1, 2, 3},
              {0, 0, 0, 0, 99, 1},
              {7, 0, 0, 0, 1, 2},
              null,
              {0, 0, 0, 0, 1, -1, -1, -1, -1, 15}
            }) {
          dispatch.pipe(topic, key, poison);
          var letters = dispatch.deadLetters(topic);
          assertThat(letters).as("%s: %s", topic.name(), Arrays.toString(poison)).hasSize(1);
          var letter = letters.get(0);
          assertThat(letter.value()).isEqualTo(poison);
          assertThat(letter.key()).isEqualTo(key);
          assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo(topic.name());
          assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
          assertThat(header(letter, DeadLetter.OFFSET)).isNotEmpty();
          assertThat(header(letter, DeadLetter.APPLICATION)).isEqualTo("dispatcher-test");
          assertThat(header(letter, DeadLetter.MESSAGE)).isNotEmpty();
        }
      }
      dispatch.request(Samples.request(1));
      assertThat(dispatch.dispositions()).hasSize(1);
      assertThat(dispatch.allJobs(5)).hasSize(3);
      assertThat(dispatch.unread()).isEmpty();
    }
  }

  @Test
  void shouldIgnoreTicks() {
    try (var dispatch = Dispatch.withNodes(5)) {
      for (var topic : List.of(Topics.REQUESTS, Topics.ASSIGNMENTS, Topics.ESCALATIONS)) {
        dispatch.pipe(topic, (byte[]) null, (byte[]) null);
      }
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldKeepTheNameOfItsStoreAndOneSubtopology() {
    assertThat(State.WAITING).isEqualTo("waiting");
    try (var dispatch = new Dispatch(1)) {
      TopologyDescription description = dispatch.topology().describe();
      assertThat(description.subtopologies()).hasSize(1);
      assertThat(description.toString())
          .contains("requests-in", "assignments-in", "escalations-in")
          .contains("assignments-out", "jobs-out", "responses-out", "requests-rerouted")
          .contains("dead-letters-out");
    }
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static <T> T only(List<T> values) {
    assertThat(values).hasSize(1);
    return values.get(0);
  }
}
