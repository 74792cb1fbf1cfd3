package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.dispatcher.domain.RequestMemory;
import io.infera.event.Escalation;
import io.infera.event.InferenceRequest;
import io.infera.event.ModelPolicy;
import io.infera.runtime.KeyDigest;
import io.infera.schemas.catalog.RequestKey;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Decides the further attempts and audits that verification asks for, each once. */
final class EscalationFlow {
  private final DispatchParts parts;
  private final State state;
  private final Codec codec;
  private final Requests requests;
  private final WaitingRoom waitingRoom;
  private final HomePartition home;

  EscalationFlow(
      DispatchParts parts,
      State state,
      Codec codec,
      Requests requests,
      WaitingRoom waitingRoom,
      HomePartition home) {
    this.parts = parts;
    this.state = state;
    this.codec = codec;
    this.requests = requests;
    this.waitingRoom = waitingRoom;
    this.home = home;
  }

  void on(Record<byte[], byte[]> record, RecordMetadata origin, Instant now) throws Poison {
    Escalation escalation = codec.escalation(record.value());
    String key = keyOf(escalation);
    home.require(key, origin.partition());
    KeyDigest id = KeyDigest.of(key);
    Remembered known =
        state
            .memory()
            .find(id)
            .orElseThrow(
                () ->
                    new Poison(
                        "expected an escalation of a request that is known, found one of " + key));
    if (isRepeated(id, escalation.getAttempt(), origin.offset())
        || waitingRoom.contains(key, escalation.getAttempt())) {
      parts.metrics().repeatedEscalation();
      return;
    }
    decide(key, id, escalation, known, origin, now);
  }

  private static String keyOf(Escalation escalation) throws Poison {
    try {
      return RequestKey.of(escalation).toString();
    } catch (IllegalArgumentException e) {
      throw new Poison(e);
    }
  }

  /** The attempt is decided, or another escalation asked for it first. */
  private boolean isRepeated(KeyDigest id, int attempt, long offset) {
    long first = state.memory().escalationOf(id, attempt);
    return state.memory().dispositionOf(id, attempt) != RequestMemory.NONE
        || first != RequestMemory.NONE && first != offset;
  }

  private void decide(
      String key,
      KeyDigest id,
      Escalation escalation,
      Remembered known,
      RecordMetadata origin,
      Instant now)
      throws Poison {
    if (known.policyVersion() == 0 || known.attemptsUntil().isBefore(now)) {
      throw new Poison(
          "expected attempt "
              + escalation.getAttempt()
              + " at "
              + key
              + " to be asked for until "
              + known.attemptsUntil()
              + ", found it at "
              + now
              + " or the request refused");
    }
    RequestInLog request = requests.at(known.offset());
    ModelPolicy policy =
        parts.policies().version(request.request().getModelId(), known.policyVersion());
    if (policy == null) {
      throw new Poison(
          "expected the policy of model "
              + request.request().getModelId()
              + " in infera.models, found none");
    }
    AttemptOrder order = order(escalation, request.request(), policy, now);
    state.memory().noteEscalation(id, escalation.getAttempt(), origin.offset());
    waitingRoom.attempt(key, request, order, policy, now);
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
