package io.infera.dispatcher.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.dispatcher.domain.Derivations;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawEvidence;
import io.infera.event.InferenceRequest;
import io.infera.event.ReplicaJob;
import io.infera.runtime.KeyDigest;
import io.infera.schemas.catalog.RequestKey;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads dispositions, our own and any twin's, and does what follows from the first of each attempt:
 * jobs to the nodes drawn, or the answer that says why nobody was. One that is read again after a
 * crash is known by its offset and followed again; a later one of the same attempt is void.
 */
final class AssignmentFlow {
  private final DispatchParts parts;
  private final State state;
  private final Codec codec;
  private final Outbox outbox;
  private final Requests requests;
  private final WaitingRoom waitingRoom;
  private final HomePartition home;

  AssignmentFlow(
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

  void on(Record<byte[], byte[]> record, RecordMetadata origin) throws Poison {
    Disposition disposition = codec.disposition(record.value());
    String key = keyOf(disposition);
    home.require(key, origin.partition());
    KeyDigest id = KeyDigest.of(key);
    if (!state.note(id, state.rules().of(disposition), disposition.getAttempt(), origin.offset())) {
      parts.metrics().superseded();
      return;
    }
    waitingRoom.remove(key, disposition.getAttempt());
    follow(key, disposition);
  }

  private static String keyOf(Disposition disposition) throws Poison {
    try {
      return RequestKey.of(disposition).toString();
    } catch (IllegalArgumentException e) {
      throw new Poison(e);
    }
  }

  private void follow(String key, Disposition disposition) throws Poison {
    Derivations.answer(disposition)
        .ifPresent(answer -> outbox.response(key, disposition.getResponseTopic(), answer));
    if (disposition.getKind() == DispositionKind.ASSIGNED) {
      jobs(key, disposition, assigned(key, disposition));
    } else {
      parts.till().release(disposition.getRequester(), key);
    }
  }

  /**
   * The request that a disposition assigns, whoever wrote it and whether it was read here or not.
   */
  private InferenceRequest assigned(String key, Disposition disposition) throws Poison {
    DrawEvidence draw = disposition.getDraw();
    if (draw == null || disposition.getPolicy() == null) {
      throw underivable("an assignment to name its draw and its policy, found none for " + key);
    }
    RequestInLog request = requests.at(draw.getRequestOffset());
    if (!request.digest().equals(disposition.getRequestDigest())
        || !RequestKey.of(request.request()).toString().equals(key)) {
      throw underivable(
          "the disposition of "
              + key
              + " to assign what stands at offset "
              + draw.getRequestOffset()
              + ", found another request");
    }
    return request.request();
  }

  private Poison underivable(String expected) {
    parts.metrics().underivable();
    return new Poison("expected " + expected);
  }

  private void jobs(String key, Disposition disposition, InferenceRequest request) {
    byte[] bytes = key.getBytes(UTF_8);
    for (ReplicaJob job : Derivations.jobs(disposition, request)) {
      outbox.job(bytes, job, disposition.getAt().toEpochMilli());
    }
  }
}
