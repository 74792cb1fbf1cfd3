package io.infera.ingest.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.ingest.domain.InFlight.Delivery;
import io.infera.ingest.domain.InFlight.Entry;
import io.infera.ingest.domain.InFlight.Pending;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.testing.Records;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private static final Instant LATER = Records.DEADLINE.plusSeconds(10);

  private final InFlight inFlight = new InFlight(2, 4);

  @Test
  void shouldTakeOnlyAsManyAsItHasSlots() {
    assertThat(inFlight.tryReserve()).isTrue();
    assertThat(inFlight.tryReserve()).isTrue();
    assertThat(inFlight.tryReserve()).isFalse();
    inFlight.release();
    assertThat(inFlight.tryReserve()).isTrue();
  }

  @Test
  void shouldFreeTheSlotsOfWhatWasAnsweredAtTheEndOfABatch() {
    var first = enter("a");
    enter("b");
    assertThat(deliver("a", 2)).isEqualTo(new Delivery.Answered(first));
    assertThat(inFlight.tryReserve()).isFalse();
    inFlight.endOfBatch();
    assertThat(inFlight.tryReserve()).isTrue();
    inFlight.endOfBatch();
    assertThat(inFlight.tryReserve()).isFalse();
    assertThat(inFlight.size()).isEqualTo(1);
  }

  @Test
  void shouldTellRepetitionFromConflict() {
    enter("a");
    deliver("a", 2);
    assertThat(deliver("a", 2)).isEqualTo(new Delivery.Repeated());
    assertThat(deliver("a", 3))
        .isEqualTo(new Delivery.Conflicting(Digests.response(response("a", 2))));
  }

  @Test
  void shouldIgnoreAnAnswerToOtherContent() {
    var pending = enter("a");
    var other =
        InferenceResponse.newBuilder(response("a", 2))
            .setRequestDigest(Records.digest("other"))
            .build();
    assertThat(inFlight.deliver(other, Digests.response(other)))
        .isEqualTo(new Delivery.OtherContent(pending));
    assertThat(deliver("a", 2)).isEqualTo(new Delivery.Answered(pending));
  }

  @Test
  void shouldHandOutAnAnswerThatCameBeforeItsRequest() {
    assertThat(deliver("a", 2)).isEqualTo(new Delivery.Unclaimed());
    inFlight.tryReserve();
    var entry = inFlight.enter(request("a"), content("a"), LATER);
    assertThat(entry).isEqualTo(new Entry.Known(response("a", 2)));
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void shouldRefuseAnIdInFlightOrAnswered() {
    enter("a");
    assertThatThrownBy(() -> enter("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in flight");
    deliver("a", 2);
    assertThatThrownBy(() -> enter("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("answered already");
  }

  @Test
  void shouldTakeAFailedRequestAgainAndHandOutItsLateAnswer() {
    enter("a");
    assertThat(inFlight.fail(key("a"))).isPresent();
    assertThat(inFlight.fail(key("a"))).isEmpty();
    enter("a");
    inFlight.fail(key("a"));
    assertThat(deliver("a", 2)).isEqualTo(new Delivery.Unclaimed());
    assertThat(inFlight.enter(request("a"), content("a"), LATER)).isInstanceOf(Entry.Known.class);
  }

  @Test
  void shouldExpireWhatIsDueAndNothingElse() {
    var due = enter("a", Instant.ofEpochSecond(10));
    enter("b", Instant.ofEpochSecond(11));
    assertThat(inFlight.expire(Instant.ofEpochSecond(9))).isEmpty();
    assertThat(inFlight.expire(Instant.ofEpochSecond(10))).containsExactly(due);
    assertThat(inFlight.expire(Instant.ofEpochSecond(10))).isEmpty();
    assertThat(inFlight.tryReserve()).isTrue();
  }

  @Test
  void shouldForgetTheOldestAnswers() {
    for (String id : new String[] {"a", "b", "c", "d", "e"}) {
      enter(id);
      deliver(id, 2);
    }
    assertThat(deliver("e", 2)).isEqualTo(new Delivery.Repeated());
    assertThat(deliver("a", 2)).isEqualTo(new Delivery.Unclaimed());
  }

  @Test
  void shouldRefuseEverythingOnceClosed() {
    enter("a");
    inFlight.close();
    inFlight.close();
    assertThatThrownBy(inFlight::reserve).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(inFlight::tryReserve).isInstanceOf(IllegalStateException.class);
    assertThat(deliver("a", 2)).isInstanceOf(Delivery.Answered.class);
  }

  @Test
  void shouldWakeUpWhoWaitsForASlotWhenClosed() throws InterruptedException {
    enter("a");
    enter("b");
    var woken = new Throwable[1];
    var waiter =
        new Thread(
            () -> {
              try {
                inFlight.reserve();
              } catch (InterruptedException | IllegalStateException e) {
                woken[0] = e;
              }
            });
    waiter.start();
    inFlight.close();
    waiter.join();
    assertThat(woken[0]).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldAnswerEachRequestOnceUnderRandomDeliveries() {
    var random = new Random(7);
    var window = new InFlight(8, 1_000);
    var open = new HashSet<String>();
    int answered = 0;
    for (int step = 0; step < 20_000; step++) {
      String id = "r" + random.nextInt(400);
      if (random.nextBoolean() && window.tryReserve()) {
        answered += tryEnter(window, id, open);
      } else {
        var delivery = window.deliver(response(id, 2), Digests.response(response(id, 2)));
        window.endOfBatch();
        boolean waited = open.remove(id);
        assertThat(delivery instanceof Delivery.Answered).isEqualTo(waited);
        answered += waited ? 1 : 0;
      }
      assertThat(window.size()).isEqualTo(open.size()).isLessThanOrEqualTo(8);
    }
    assertThat(answered).isLessThanOrEqualTo(400).isGreaterThan(300);
  }

  private static int tryEnter(InFlight window, String id, HashSet<String> open) {
    try {
      if (window.enter(request(id), content(id), LATER) instanceof Entry.Entered) {
        open.add(id);
        return 0;
      }
      window.release();
      return 1;
    } catch (IllegalArgumentException e) {
      window.release();
      return 0;
    }
  }

  private Pending enter(String id) {
    return enter(id, LATER);
  }

  private Pending enter(String id, Instant failAt) {
    inFlight.tryReserve();
    return ((Entry.Entered) inFlight.enter(request(id), content(id), failAt)).pending();
  }

  private Delivery deliver(String id, int agreeing) {
    var response = response(id, agreeing);
    return inFlight.deliver(response, Digests.response(response));
  }

  private static RequestKey key(String id) {
    return RequestKey.of(request(id));
  }

  private static InferenceRequest request(String id) {
    return Records.request(id);
  }

  private static io.infera.event.Digest content(String id) {
    return Digests.request(request(id));
  }

  private static InferenceResponse response(String id, int agreeing) {
    return InferenceResponse.newBuilder(Records.response())
        .setRequestId(id)
        .setAgreeing(agreeing)
        .setRequestDigest(content(id))
        .build();
  }
}
