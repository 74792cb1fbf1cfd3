package io.infera.ingest;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.ingest.domain.InFlight;
import io.infera.ingest.domain.InFlight.Entry;
import io.infera.ingest.domain.RequestIds;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks the network and hands out its answers. Thread-safe; one per process and requester is enough.
 *
 * <pre>{@code
 * try (var infera = RequestProducer.builder()
 *         .bootstrapServers("broker:9092").schemaRegistry("http://registry:8081")
 *         .keyFile(Path.of("requester.key")).build()) {
 *   InferenceResponse answer = infera.submit("A text to embed.").join();
 * }
 * }</pre>
 *
 * <p>A future completes with the network's one answer, whatever its status: check for VERIFIED. It
 * completes with a {@link RequestFailedException} only if there is none: the request could not be
 * sent, or no answer came by the deadline and the grace after it, which means an outage. Submitting
 * the same request (same id, same content) again after such a failure is safe: the network answers
 * an id once, and this producer remembers answers that come late.
 *
 * <p>The network answers an id once <em>ever</em>: an id that was answered to an earlier process is
 * not answered again. Build with {@link RequestProducerBuilder#resuming} to find such answers in
 * the reply topic, as far as it reaches back.
 *
 * <p>Callbacks on the futures run one after the other on one thread; long work belongs on an
 * executor of the caller's ({@code thenAcceptAsync}).
 */
public final class RequestProducer implements AutoCloseable {
  private final ProducerSettings settings;
  private final SchemaRegistry registry;
  private final RequestSender requests;
  private final InFlight inFlight;
  private final AnswerDesk desk;
  private final ReplyReader replies;
  private final Optional<Payer> payer;
  private final AtomicBoolean closed = new AtomicBoolean();

  RequestProducer(
      ProducerSettings settings,
      SchemaRegistry registry,
      RequestSender requests,
      InFlight inFlight,
      AnswerDesk desk,
      ReplyReader replies) {
    this.settings = settings;
    this.registry = registry;
    this.requests = requests;
    this.inFlight = inFlight;
    this.desk = desk;
    this.replies = replies;
    this.payer =
        settings.payment().map(how -> new Payer(how, settings.identity(), settings.clock()));
  }

  public static RequestProducerBuilder builder() {
    return new RequestProducerBuilder();
  }

  /** EVM address of who asks: 0x and 40 lower-case hexadecimal digits. */
  public String requester() {
    return settings.identity().address();
  }

  /**
   * A request for a text with this producer's defaults and a random id, to be varied and submitted.
   */
  public InferenceRequest.Builder request(String text) {
    Instant now = settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    return InferenceRequest.newBuilder()
        .setRequester(requester())
        .setRequestId(UUID.randomUUID().toString())
        .setModelId(settings.modelId())
        .setInput(InferenceInput.newBuilder().setText(text).build())
        .setReplicas(settings.replicas())
        .setCreatedAt(now)
        .setDeadline(now.plus(settings.deadline()))
        .setOwnReplyTopic(settings.ownReplyTopic());
  }

  /** Asks for a text, waiting for room first. */
  public CompletableFuture<InferenceResponse> submit(String text) throws InterruptedException {
    return submit(text, defaults -> {});
  }

  /**
   * Asks for a text, waiting for room first; the request is made once there is room, so its
   * deadline starts then.
   *
   * @param vary changes the defaults, for instance {@code r -> r.setReplicas(5)}
   * @throws IllegalArgumentException when the request is not one that this producer can get an
   *     answer to
   * @throws IllegalStateException when this producer is closed or can no longer read answers
   */
  public CompletableFuture<InferenceResponse> submit(
      String text, Consumer<InferenceRequest.Builder> vary) throws InterruptedException {
    inFlight.reserve();
    return onSlot(() -> varied(text, vary));
  }

  /**
   * Asks, waiting for room first while the deadline runs. Throws as {@link #submit(String,
   * Consumer)}.
   */
  public CompletableFuture<InferenceResponse> submit(InferenceRequest request)
      throws InterruptedException {
    inFlight.reserve();
    return onSlot(() -> request);
  }

  /** Asks for a text if there is room; empty if there is none. */
  public Optional<CompletableFuture<InferenceResponse>> trySubmit(String text) {
    return trySubmit(text, defaults -> {});
  }

  /** Asks for a text if there is room. Throws as {@link #submit(String, Consumer)}. */
  public Optional<CompletableFuture<InferenceResponse>> trySubmit(
      String text, Consumer<InferenceRequest.Builder> vary) {
    return inFlight.tryReserve() ? Optional.of(onSlot(() -> varied(text, vary))) : Optional.empty();
  }

  /** Asks if there is room. Throws as {@link #submit(String, Consumer)}. */
  public Optional<CompletableFuture<InferenceResponse>> trySubmit(InferenceRequest request) {
    return inFlight.tryReserve() ? Optional.of(onSlot(() -> request)) : Optional.empty();
  }

  private InferenceRequest varied(String text, Consumer<InferenceRequest.Builder> vary) {
    var request = request(text);
    vary.accept(request);
    return request.build();
  }

  private CompletableFuture<InferenceResponse> onSlot(Supplier<InferenceRequest> source) {
    boolean used = false;
    try {
      replies.requireAlive();
      var request = source.get();
      requireOurs(request);
      var failAt = request.getDeadline().plus(settings.grace());
      var entry = inFlight.enter(request, Digests.request(request), failAt);
      desk.submitted();
      if (entry instanceof Entry.Known known) {
        desk.deliveredBefore();
        return CompletableFuture.completedFuture(known.response());
      }
      used = true;
      var pending = ((Entry.Entered) entry).pending();
      requests.send(pending, payer.map(pays -> pays.sign(request)).orElse(request));
      return pending.future();
    } finally {
      if (!used) {
        inFlight.release();
      }
    }
  }

  private void requireOurs(InferenceRequest request) {
    if (!request.getRequester().equals(requester())) {
      throw new IllegalArgumentException(
          "expected requester "
              + requester()
              + ", found "
              + request.getRequester()
              + ": only answers to the former are read");
    }
    if (!RequestIds.isValid(request.getRequestId())) {
      throw new IllegalArgumentException(
          "a request id is " + RequestIds.RULE + ", found: " + request.getRequestId());
    }
    if (request.getOwnReplyTopic() != settings.ownReplyTopic()) {
      throw new IllegalArgumentException(
          "expected ownReplyTopic "
              + settings.ownReplyTopic()
              + ", found the opposite: answers are read from "
              + settings.replyTopic());
    }
  }

  public ProducerStatistics statistics() {
    return desk.statistics();
  }

  /**
   * Waits for what is in flight, as long as its answers may take by the default deadline and grace,
   * and closes.
   */
  @Override
  public void close() {
    close(settings.deadline().plus(settings.grace()));
  }

  /**
   * Takes no more requests, waits for those in flight, and closes. Futures of requests still in
   * flight then fail with a {@link ProducerClosedException}; the network answers those requests all
   * the same.
   *
   * @param drain longest wait for answers; zero for none
   */
  public void close(Duration drain) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    inFlight.close();
    boolean interrupted = false;
    try {
      inFlight.awaitEmpty(drain.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      requests.close(Duration.ofSeconds(2));
      replies.close();
      desk.stop(ProducerClosedException::new);
      desk.close(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    registry.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
