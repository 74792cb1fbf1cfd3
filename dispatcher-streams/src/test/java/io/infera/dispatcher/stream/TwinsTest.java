package io.infera.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.dispatcher.domain.Samples;
import io.infera.event.Disposition;
import io.infera.event.DrawnNode;
import io.infera.event.ReplicaJob;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two dispatchers that both believe to own a partition, as after a pause, cannot conflict. */
class TwinsTest {
  @Test
  void shouldMakeJobsFromTheFirstDispositionAlone() {
    Disposition twins = dispositionOfATwin();
    try (var dispatch = Dispatch.withNodes(9)) {
      dispatch.request(Samples.request(1));
      List<ReplicaJob> jobs = dispatch.allJobs(9);
      dispatch.assign(twins);
      assertThat(jobs).hasSize(3);
      assertThat(dispatch.dispositions()).hasSize(1);
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.counter("infera.dispatcher.dispositions.superseded")).isEqualTo(1);
    }
  }

  @Test
  void shouldFollowAnAssignmentThatIsReadBeforeItsRequest() {
    Disposition twins = dispositionOfATwin();
    try (var dispatch = Dispatch.withNodes(9)) {
      dispatch.appendUnread(Samples.request(1).build());
      dispatch.assign(twins);

      assertThat(dispatch.allJobs(9))
          .extracting(ReplicaJob::getNodeId)
          .containsExactlyInAnyOrderElementsOf(
              twins.getNodes().stream().map(DrawnNode::getNodeId).toList());
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.remembered()).isEqualTo(1);

      dispatch.request(Samples.request(1));
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.counter("infera.dispatcher.requests", "outcome", "duplicate"))
          .isEqualTo(1);
      dispatch.advance(Duration.ofMinutes(20));
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldForgetAnAssignmentWhoseRequestIsNotThere() {
    Disposition twins = dispositionOfATwin();
    try (var dispatch = Dispatch.withNodes(9)) {
      dispatch.assign(twins);
      assertThat(dispatch.deadLetters(Topics.ASSIGNMENTS)).hasSize(1);
      assertThat(dispatch.unread()).isEmpty();
      dispatch.advance(Duration.ofMinutes(20));
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldStopWaitingWhenATwinHasAssigned() {
    Disposition twins = dispositionOfATwin();
    try (var dispatch = Dispatch.withNodes(2)) {
      dispatch.request(Samples.request(1));
      assertThat(dispatch.gauge("infera.dispatcher.waiting")).isEqualTo(1);
      dispatch.assign(twins);
      assertThat(dispatch.gauge("infera.dispatcher.waiting")).isZero();
      assertThat(dispatch.allJobs(9)).hasSize(3);
      dispatch.advance(Duration.ofMinutes(20));
      assertThat(dispatch.unread()).isEmpty();
      assertThat(dispatch.remembersNothing()).isTrue();
    }
  }

  @Test
  void shouldNotFollowADispositionOfOtherContent() {
    Disposition foreign =
        Disposition.newBuilder(dispositionOfATwin())
            .setRequestDigest(Samples.digest("other"))
            .build();
    try (var dispatch = Dispatch.withNodes(2)) {
      dispatch.request(Samples.request(1));
      dispatch.assign(foreign);
      assertThat(dispatch.deadLetters(Topics.ASSIGNMENTS)).hasSize(1);
      assertThat(dispatch.unread()).isEmpty();
    }
  }

  /** What a twin with other nodes in its roster decided about request 1. */
  private static Disposition dispositionOfATwin() {
    try (var twin = Dispatch.withNodes(0)) {
      for (int n = 6; n <= 9; n++) {
        twin.change(Samples.node(n));
      }
      twin.request(Samples.request(1));
      return twin.disposition();
    }
  }
}
