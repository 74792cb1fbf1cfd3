package io.infera.dispatcher.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.dispatcher.domain.Attempts;
import io.infera.dispatcher.domain.Derivations;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.InferenceRequest;
import io.infera.event.ReplicaJob;
import io.infera.schemas.catalog.RequestKey;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads dispositions, our own and any twin's, and does what follows from the first of each attempt:
 * jobs to the nodes drawn, or the answer that says why nobody was. One that is read again after a
 * crash is known by its offset and followed again; a later one of the same attempt is void.
 */
final class AssignmentFlow {
  private static final Logger LOG = LoggerFactory.getLogger(AssignmentFlow.class);

  private final DispatchParts parts;
  private final State state;
  private final Codec codec;
  private final Outbox outbox;
  private final Memory memory;
  private final WaitingRoom waitingRoom;
  private final HomePartition home;

  AssignmentFlow(
      DispatchParts parts,
      State state,
      Codec codec,
      Outbox outbox,
      Memory memory,
      WaitingRoom waitingRoom,
      HomePartition home) {
    this.parts = parts;
    this.state = state;
    this.codec = codec;
    this.outbox = outbox;
    this.memory = memory;
    this.waitingRoom = waitingRoom;
    this.home = home;
  }

  void on(Record<byte[], byte[]> record, RecordMetadata origin) throws Poison {
    Disposition disposition = codec.disposition(record.value());
    String key = keyOf(disposition);
    home.require(key, origin.partition());
    Attempts attempts = state.attempts().get(key);
    Attempts.Entry entry =
        attempts == null ? null : attempts.find(disposition.getAttempt()).orElse(null);
    if (entry != null
        && entry.dispositionOffset() != Attempts.NONE
        && entry.dispositionOffset() < origin.offset()) {
      parts.metrics().superseded();
      return;
    }
    note(key, disposition, attempts, entry, origin.offset());
    waitingRoom.remove(key, disposition.getAttempt());
    follow(key, disposition, record.value());
  }

  private static String keyOf(Disposition disposition) throws Poison {
    try {
      return RequestKey.of(disposition).toString();
    } catch (IllegalArgumentException e) {
      throw new Poison(e);
    }
  }

  private void note(
      String key, Disposition disposition, Attempts attempts, Attempts.Entry entry, long offset) {
    long escalation = entry == null ? Attempts.NONE : entry.escalationOffset();
    Instant forgetAt =
        disposition
            .getRequestDeadline()
            .plus(parts.config().idMemory())
            .plus(parts.config().auditGrace());
    Attempts before = attempts == null ? new Attempts(forgetAt, List.of()) : attempts;
    if (attempts == null && state.requests().get(key) == null) {
      memory.schedule(key, forgetAt);
    }
    state
        .attempts()
        .put(key, before.with(new Attempts.Entry(disposition.getAttempt(), escalation, offset)));
  }

  private void follow(String key, Disposition disposition, byte[] value) throws Poison {
    Derivations.answer(disposition)
        .ifPresent(answer -> outbox.response(key, disposition.getResponseTopic(), answer));
    if (disposition.getKind() != DispositionKind.ASSIGNED) {
      return;
    }
    Remembered request = state.requests().get(key);
    if (request == null) {
      state.orphans().put(Waiting.id(key, disposition.getAttempt()), new Orphan(value));
    } else if (!request.digest().equals(disposition.getRequestDigest())
        || disposition.getPolicy() == null) {
      throw new Poison(
          "expected the disposition of "
              + key
              + " to carry a policy and the digest of the request that came first; it does not");
    } else if (request.body().isEmpty()) {
      parts.metrics().underivable();
      LOG.warn(
          "{} was assigned for attempt {} although it is over; no jobs are made",
          key,
          disposition.getAttempt());
    } else {
      jobs(key, disposition, codec.request(request.body().get()));
    }
  }

  private void jobs(String key, Disposition disposition, InferenceRequest request) {
    byte[] bytes = key.getBytes(UTF_8);
    for (ReplicaJob job : Derivations.jobs(disposition, request)) {
      outbox.job(bytes, job, disposition.getAt().toEpochMilli());
    }
  }

  /**
   * Follows assignments that were read before their request.
   *
   * @return whether the first attempt is decided already
   */
  boolean adopt(String key, RequestInLog request) throws Poison {
    Attempts attempts = state.attempts().get(key);
    if (attempts == null) {
      return false;
    }
    for (Attempts.Entry entry : attempts.entries()) {
      String id = Waiting.id(key, entry.attempt());
      Orphan orphan = state.orphans().delete(id);
      if (orphan != null) {
        Disposition disposition = codec.disposition(orphan.value());
        if (disposition.getRequestDigest().equals(request.digest())) {
          jobs(key, disposition, request.request());
        }
      }
    }
    return attempts.find(1).isPresent();
  }
}
