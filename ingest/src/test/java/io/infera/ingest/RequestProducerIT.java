package io.infera.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.AnswerStatus;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real broker, with {@link Responder} in the network's place. */
@Timeout(120)
class RequestProducerIT {
  private static TestBroker broker;
  private static InMemorySchemaRegistry registry;

  @BeforeAll
  static void start() {
    broker = TestBroker.start();
    registry = InMemorySchemaRegistry.start();
    try (var admin = broker.admin()) {
      new TopicAdmin(admin).ensure(List.of(Topics.REQUESTS, Topics.RESPONSES), (short) 1);
    }
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  @Test
  void shouldCompleteEachFutureWithItsAnswer() throws Exception {
    try (var network = Responder.answering(broker, registry.url());
        var producer = builder().build()) {
      var futures = submit(producer, 500);
      for (int i = 0; i < futures.size(); i++) {
        assertThat(futures.get(i).join().getStatus()).isEqualTo(AnswerStatus.VERIFIED);
      }
      var requests = network.awaitReceived(500);
      assertThat(requests)
          .hasSize(500)
          .allMatch(request -> request.getRequester().equals(producer.requester()));
      assertThat(new HashSet<>(requests.stream().map(InferenceRequest::getRequestId).toList()))
          .hasSize(500);
      assertThat(producer.statistics())
          .isEqualTo(new ProducerStatistics(0, 500, 500, 0, 0, 0, 0, 0));
    }
  }

  @Test
  void shouldIgnoreRepetitionsAndReportConflicts() throws Exception {
    BlockingQueue<InferenceResponse> conflicts = new LinkedBlockingQueue<>();
    try (var network =
            new Responder(broker, registry.url(), false, RequestProducerIT::twiceAndThenOtherwise);
        var producer = builder().onConflict((second, first) -> conflicts.add(second)).build()) {
      var answer = producer.submit("a text").join();
      assertThat(answer.getAgreeing()).isEqualTo(2);
      assertThat(conflicts.take().getAgreeing()).isEqualTo(9);
      assertThat(producer.statistics()).isEqualTo(new ProducerStatistics(0, 1, 1, 0, 1, 1, 0, 0));
    }
  }

  private static List<InferenceResponse> twiceAndThenOtherwise(InferenceRequest request) {
    var answer = Responder.verified(request);
    return List.of(answer, answer, InferenceResponse.newBuilder(answer).setAgreeing(9).build());
  }

  @Test
  void shouldIgnoreWhatIsNoAnswerToItsRequests() throws Exception {
    try (var network =
            new Responder(
                broker, registry.url(), true, request -> List.of(Responder.verified(request)));
        var producer = builder().build()) {
      var future = producer.submit("a text");
      var request = network.awaitReceived(1).get(0);
      String key = request.getRequester() + "/" + request.getRequestId();
      network.send(Topics.RESPONSES.name(), key, "poison".getBytes(UTF_8));
      network.send(Topics.RESPONSES.name(), key, null);
      network.send(Topics.RESPONSES.name(), null, null);
      network.send(
          Topics.RESPONSES.name(), "0xelse/" + request.getRequestId(), "poison".getBytes(UTF_8));
      var other = InferenceRequest.newBuilder(request).setReplicas(5).build();
      network.send(Responder.verified(other));
      network.open();
      assertThat(future.join().getRequestDigest()).isEqualTo(Digests.request(request));
      assertThat(producer.statistics()).isEqualTo(new ProducerStatistics(0, 1, 1, 0, 0, 0, 1, 1));
    }
  }

  @Test
  void shouldBoundWhatIsInFlight() throws Exception {
    try (var network =
            new Responder(
                broker, registry.url(), true, request -> List.of(Responder.verified(request)));
        var producer = builder().maxInFlight(4).build()) {
      var first = submit(producer, 4);
      assertThat(producer.trySubmit("a fifth")).isEmpty();
      var rest = CompletableFuture.supplyAsync(() -> submit(producer, 40));
      network.awaitReceived(4);
      assertThat(rest).isNotDone();
      network.open();
      first.forEach(CompletableFuture::join);
      rest.join().forEach(CompletableFuture::join);
      assertThat(network.mostHeld()).isEqualTo(4);
      assertThat(network.received()).isEqualTo(44);
      assertThat(producer.trySubmit("a fifth").orElseThrow().join().getStatus())
          .isEqualTo(AnswerStatus.VERIFIED);
    }
  }

  @Test
  void shouldLetCallbacksSubmitTheNextRequest() throws Exception {
    try (var network = Responder.answering(broker, registry.url());
        var producer = builder().maxInFlight(1).build()) {
      var last = new CompletableFuture<InferenceResponse>();
      chain(producer, 20, last);
      last.join();
      assertThat(network.received()).isEqualTo(20);
    }
  }

  private static void chain(
      RequestProducer producer, int left, CompletableFuture<InferenceResponse> last) {
    submit(producer, 1)
        .get(0)
        .thenAccept(
            response -> {
              if (left == 1) {
                last.complete(response);
              } else {
                chain(producer, left - 1, last);
              }
            });
  }

  @Test
  void shouldFailAfterDeadlineAndGraceWhenTheNetworkIsSilent() throws Exception {
    try (var network =
            new Responder(
                broker, registry.url(), true, request -> List.of(Responder.verified(request)));
        var producer = builder().maxInFlight(1).grace(Duration.ofMillis(500)).build()) {
      var future =
          producer.submit(
              "a text", request -> request.setDeadline(request.getCreatedAt().plusMillis(500)));
      assertThatThrownBy(future::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("nothing came in infera.responses");

      var request = network.awaitReceived(1).get(0);
      var again =
          producer.trySubmit(
              InferenceRequest.newBuilder(request)
                  .setDeadline(request.getDeadline().plusSeconds(60))
                  .build());
      network.open();
      assertThat(again.orElseThrow().join().getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    }
  }

  @Test
  void shouldLoseNothingWhenTheBrokerIsPausedAndKilled() throws Exception {
    try (var network = Responder.answering(broker, registry.url());
        var producer =
            builder().deadline(Duration.ofSeconds(100)).grace(Duration.ofSeconds(1)).build()) {
      var futures = new ArrayList<>(submit(producer, 50));
      signal("STOP");
      futures.addAll(submit(producer, 50));
      signal("CONT");
      futures.addAll(submit(producer, 50));
      broker.kill9();
      futures.addAll(submit(producer, 50));
      // Long enough for the clients to forget the broker: submitting does not block even then.
      var overdue = producer.submit("late", it -> it.setDeadline(it.getCreatedAt().plusSeconds(3)));
      assertThatThrownBy(overdue::join)
          .hasCauseInstanceOf(NoAnswerException.class)
          .hasMessageContaining("Kafka has not confirmed the request");
      futures.addAll(submit(producer, 50));
      broker.restart();
      futures.addAll(submit(producer, 50));
      futures.forEach(CompletableFuture::join);
      assertThat(producer.statistics().answered()).isEqualTo(300);
      assertThat(producer.statistics().failed()).isEqualTo(1);
      assertThat(producer.statistics().conflicting()).isZero();
    }
  }

  private static void signal(String name) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(broker.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void shouldReadAReplyTopicThatIsCreatedWithTheFirstRequest() throws Exception {
    try (var network = Responder.answering(broker, registry.url());
        var producer = builder().ownReplyTopic().build()) {
      submit(producer, 20).forEach(CompletableFuture::join);
      try (var admin = broker.admin()) {
        assertThat(admin.listTopics().names().get())
            .contains("infera.responses." + producer.requester());
      }
    }
  }

  @Test
  void shouldSurviveTheRegistrysOutageOnceWarm() throws Exception {
    var shortLived = InMemorySchemaRegistry.start();
    try (var network = Responder.answering(broker, shortLived.url());
        var producer = builder().schemaRegistry(shortLived.url()).build()) {
      producer.submit("a text").join();
      shortLived.close();
      assertThat(producer.submit("another").join().getStatus()).isEqualTo(AnswerStatus.VERIFIED);
    }
  }

  @Test
  void shouldHandOutAnAnswerGivenToAnEarlierProcess() throws Exception {
    var identity = Identity.generate(new SecureRandom());
    try (var network =
        new Responder(
            broker, registry.url(), true, request -> List.of(Responder.verified(request)))) {
      var first = builder().identity(identity).build();
      var future = first.submit("a text", request -> request.setRequestId("job-1"));
      network.awaitReceived(1);
      first.close(Duration.ZERO);
      assertThatThrownBy(future::join).hasCauseInstanceOf(ProducerClosedException.class);
      network.open();
      try (var second = builder().identity(identity).resuming(true).build()) {
        var answer = second.submit("a text", request -> request.setRequestId("job-1")).join();
        assertThat(answer.getStatus()).isEqualTo(AnswerStatus.VERIFIED);
      }
    }
  }

  @Test
  void shouldDrainOnCloseAndTakeNothingAfterwards() throws Exception {
    try (var network = Responder.answering(broker, registry.url())) {
      var producer = builder().build();
      var futures = submit(producer, 100);
      producer.close(Duration.ofSeconds(60));
      assertThat(futures).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
      assertThatThrownBy(() -> producer.submit("late")).isInstanceOf(IllegalStateException.class);
      producer.close();
    }
  }

  @Test
  void shouldFailTheFutureOfWhatKafkaRefuses() throws Exception {
    try (var producer = builder().maxInFlight(1).build()) {
      var future = producer.submit("x".repeat(2_000_000));
      assertThatThrownBy(future::join).hasCauseInstanceOf(NotSentException.class);
      assertThat(producer.statistics().inFlight()).isZero();
    }
  }

  @Test
  void shouldRefuseRequestsWhoseAnswerItWouldNotSee() throws Exception {
    try (var producer = builder().maxInFlight(1).build()) {
      assertThatThrownBy(() -> producer.submit("a", request -> request.setOwnReplyTopic(true)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ownReplyTopic");
      assertThatThrownBy(() -> producer.submit("a", request -> request.setRequester("0xelse")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("requester");
      assertThatThrownBy(() -> producer.submit("a", request -> request.setRequestId("a b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("request id");
      assertThat(producer.statistics().submitted()).isZero();
    }
  }

  @Test
  void shouldSayWhatIsNotThere() {
    var nowhere = builder().bootstrapServers("127.0.0.1:9").connectTimeout(Duration.ofSeconds(1));
    assertThatThrownBy(nowhere::build)
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("Kafka at 127.0.0.1:9");
    var unregistered = builder().schemaRegistry("http://127.0.0.1:9");
    assertThatThrownBy(unregistered::build)
        .isInstanceOf(NotConnectedException.class)
        .hasMessageContaining("schema registry at http://127.0.0.1:9");
  }

  private static RequestProducerBuilder builder() {
    return RequestProducer.builder()
        .bootstrapServers(broker.bootstrapServers())
        .schemaRegistry(registry.url())
        .identity(Identity.generate(new SecureRandom()));
  }

  private static List<CompletableFuture<InferenceResponse>> submit(
      RequestProducer producer, int count) {
    var futures = new ArrayList<CompletableFuture<InferenceResponse>>();
    try {
      for (int i = 0; i < count; i++) {
        futures.add(producer.submit("text " + i));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return futures;
  }
}
