package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Derivations;
import io.infera.dispatcher.domain.Dispositions;
import io.infera.dispatcher.domain.Refusal;
import io.infera.dispatcher.domain.RefusalReason;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.dispatcher.domain.RequestMemory;
import io.infera.dispatcher.domain.RequestRules;
import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import io.infera.runtime.KeyDigest;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Takes requests from the mempool. A request that is read again after a crash is known by its
 * offset and decided again unless that is done; the same id at another offset was sent again and
 * has its answer already.
 */
final class RequestFlow {
  private final DispatchParts parts;
  private final State state;
  private final Codec codec;
  private final Outbox outbox;
  private final Requests requests;
  private final WaitingRoom waitingRoom;
  private final HomePartition home;

  RequestFlow(
      DispatchParts parts,
      State state,
      Codec codec,
      Outbox outbox,
      Requests requests,
      WaitingRoom waitingRoom,
      HomePartition home) {
    this.parts = parts;
    this.state = state;
    this.codec = codec;
    this.outbox = outbox;
    this.requests = requests;
    this.waitingRoom = waitingRoom;
    this.home = home;
  }

  void on(Record<byte[], byte[]> record, RecordMetadata origin, Instant now) throws Poison {
    InferenceRequest request = codec.request(record.value());
    if (!RequestRules.isAnswerable(request)) {
      throw new Poison(
          "expected names of at most "
              + RequestRules.LONGEST_NAME
              + " characters, found longer ones");
    }
    var inLog =
        new RequestInLog(
            request,
            Digests.request(request),
            origin.partition(),
            origin.offset(),
            Instant.ofEpochMilli(record.timestamp()));
    Optional<Refusal> unidentified = RequestRules.checkIdentity(request);
    if (unidentified.isPresent()) {
      refuseUnremembered(inLog, unidentified.get());
      return;
    }
    String key = RequestKey.of(request).toString();
    if (home.of(key) != origin.partition()) {
      reroute(key, record, origin);
      return;
    }
    KeyDigest id = KeyDigest.of(key);
    Optional<Remembered> known = state.memory().find(id);
    if (known.isEmpty() || known.get().offset() == inLog.offset() && !isDecided(key, id)) {
      accept(key, id, inLog, now);
    } else if (known.get().digest().equals(inLog.digest())) {
      parts.metrics().duplicate();
    } else {
      refuseConflicting(inLog);
    }
  }

  private void reroute(String key, Record<byte[], byte[]> record, RecordMetadata origin)
      throws Poison {
    if (record.headers().lastHeader(Outbox.REROUTED) != null) {
      home.require(key, origin.partition());
    }
    outbox.reroute(key, record);
  }

  private void accept(String key, KeyDigest id, RequestInLog request, Instant now) {
    RequestInLog answerable = request;
    Optional<Refusal> refusal = Optional.empty();
    if (request.request().getOwnReplyTopic()
        && !parts.replyTopics().ensure(request.request().getRequester())) {
      answerable = sharedReply(request);
      refusal = Optional.of(noReplyTopic());
    }
    ModelPolicy policy = parts.policies().current(request.request().getModelId());
    Instant requestedAt = request.requestedAt();
    refusal =
        refusal
            .or(() -> RequestRules.check(request.request(), policy, requestedAt, now))
            .or(() -> parts.till().charge(key, request, policy));
    if (refusal.isEmpty()) {
      parts.till().news(request).ifPresent(allowed -> outbox.authorisation(allowed, requestedAt));
    }
    requests.add(request);
    state.memory().remember(id, state.rules().of(request, policy, refusal.isPresent()));
    decide(key, answerable, policy, refusal, now);
  }

  /** Whether a request that is read again after a crash needs nothing more. */
  private boolean isDecided(String key, KeyDigest id) {
    return waitingRoom.contains(key, 1)
        || state.memory().dispositionOf(id, 1) != RequestMemory.NONE;
  }

  private void decide(
      String key,
      RequestInLog request,
      ModelPolicy policy,
      Optional<Refusal> refusal,
      Instant now) {
    if (refusal.isPresent()) {
      outbox.disposition(key, Dispositions.rejected(request, policy, refusal.get(), now));
    } else {
      waitingRoom.attempt(key, request, AttemptOrder.first(request.request()), policy, now);
    }
  }

  private void refuseUnremembered(RequestInLog request, Refusal refusal) {
    parts.metrics().unidentified();
    InferenceRequest asked = request.request();
    outbox.response(
        asked.getRequester() + "/" + asked.getRequestId(),
        Topics.RESPONSES.name(),
        Derivations.refusal(request, refusal));
  }

  private void refuseConflicting(RequestInLog request) {
    parts.metrics().conflict();
    var refusal =
        new Refusal(
            RefusalReason.CONFLICTING_ID,
            "expected requestId "
                + request.request().getRequestId()
                + " to come with the content it had first, found other content; choose a new id");
    boolean own =
        request.request().getOwnReplyTopic()
            && parts.replyTopics().ensure(request.request().getRequester());
    outbox.response(
        RequestKey.of(request.request()).toString(),
        own ? request.responseTopic() : Topics.RESPONSES.name(),
        Derivations.refusal(request, refusal));
  }

  private static RequestInLog sharedReply(RequestInLog request) {
    return new RequestInLog(
        InferenceRequest.newBuilder(request.request()).setOwnReplyTopic(false).build(),
        request.digest(),
        request.partition(),
        request.offset(),
        request.requestedAt());
  }

  private static Refusal noReplyTopic() {
    return new Refusal(
        RefusalReason.NO_REPLY_TOPIC,
        "expected room for another reply topic, found as many as this network allows; ask without"
            + " ownReplyTopic, or have reply.topics.max raised");
  }
}
