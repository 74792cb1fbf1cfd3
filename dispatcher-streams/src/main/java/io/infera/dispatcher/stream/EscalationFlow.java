package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Attempts;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.event.Escalation;
import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import io.infera.schemas.catalog.RequestKey;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Decides the further attempts and audits that verification asks for, each once. */
final class EscalationFlow {
  private final DispatchParts parts;
  private final State state;
  private final Codec codec;
  private final WaitingRoom waitingRoom;
  private final HomePartition home;

  EscalationFlow(
      DispatchParts parts, State state, Codec codec, WaitingRoom waitingRoom, HomePartition home) {
    this.parts = parts;
    this.state = state;
    this.codec = codec;
    this.waitingRoom = waitingRoom;
    this.home = home;
  }

  void on(Record<byte[], byte[]> record, RecordMetadata origin, Instant now) throws Poison {
    Escalation escalation = codec.escalation(record.value());
    String key = keyOf(escalation);
    home.require(key, origin.partition());
    Remembered known = state.requests().get(key);
    if (known == null) {
      throw new Poison("expected an escalation of a request that is known, found one of " + key);
    }
    Attempts attempts = state.attempts().get(key);
    if (isRepeated(attempts, escalation.getAttempt(), origin.offset())
        || waitingRoom.contains(key, escalation.getAttempt())) {
      parts.metrics().repeatedEscalation();
      return;
    }
    decide(key, escalation, known, attempts, origin, now);
  }

  private static String keyOf(Escalation escalation) throws Poison {
    try {
      return RequestKey.of(escalation).toString();
    } catch (IllegalArgumentException e) {
      throw new Poison(e);
    }
  }

  /** The attempt is decided, or another escalation asked for it first. */
  private static boolean isRepeated(Attempts attempts, int attempt, long offset) {
    return attempts != null
        && attempts
            .find(attempt)
            .filter(
                entry ->
                    entry.dispositionOffset() != Attempts.NONE
                        || entry.escalationOffset() != offset)
            .isPresent();
  }

  private void decide(
      String key,
      Escalation escalation,
      Remembered known,
      Attempts attempts,
      RecordMetadata origin,
      Instant now)
      throws Poison {
    if (known.body().isEmpty()) {
      throw new Poison(
          "expected attempt "
              + escalation.getAttempt()
              + " at "
              + key
              + " to be asked for until "
              + known.bodyUntil()
              + ", found it at "
              + now
              + " or the request refused; its input is gone");
    }
    InferenceRequest request = codec.request(known.body().get());
    ModelPolicy policy = parts.policies().version(request.getModelId(), known.policyVersion());
    if (policy == null) {
      throw new Poison(
          "expected the policy of model " + request.getModelId() + " in infera.models, found none");
    }
    AttemptOrder order = order(escalation, request, policy, now);
    Attempts before = attempts == null ? new Attempts(known.forgetAt(), List.of()) : attempts;
    var entry = new Attempts.Entry(escalation.getAttempt(), origin.offset(), Attempts.NONE);
    state.attempts().put(key, before.with(entry));
    var inLog =
        new RequestInLog(
            request, known.digest(), origin.partition(), known.offset(), known.requestedAt());
    waitingRoom.attempt(key, inLog, order, policy, now);
  }

  private AttemptOrder order(
      Escalation escalation, InferenceRequest request, ModelPolicy policy, Instant now)
      throws Poison {
    try {
      return parts.assigner().order(escalation, request.getDeadline(), policy, now);
    } catch (IllegalArgumentException e) {
      throw new Poison(e);
    }
  }
}
