package io.infera.dispatcher.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Disposition;
import io.infera.event.InferenceResponse;
import io.infera.event.ReplicaJob;
import io.infera.event.RequesterAuthorisation;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topics;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Everything that leaves the dispatcher, each kind by its sink. */
final class Outbox {
  static final String REQUESTS_SINK = "requests-rerouted";
  static final String ASSIGNMENTS_SINK = "assignments-out";
  static final String JOBS_SINK = "jobs-out";
  static final String RESPONSES_SINK = "responses-out";
  static final String AUTHORISATIONS_SINK = "authorisations-out";
  static final String DEAD_LETTERS_SINK = "dead-letters-out";

  /** Marks a request that was sent to its right partition once; a second time would be a loop. */
  static final String REROUTED = "infera.rerouted";

  private final String application;
  private final ProcessorContext<byte[], Outgoing> context;
  private final Codec codec;
  private final JobRoute route;
  private final DispatchMetrics metrics;

  Outbox(
      String application,
      ProcessorContext<byte[], Outgoing> context,
      Codec codec,
      JobRoute route,
      DispatchMetrics metrics) {
    this.application = application;
    this.context = context;
    this.codec = codec;
    this.route = route;
    this.metrics = metrics;
  }

  void disposition(String key, Disposition disposition) {
    metrics.decided(disposition);
    send(
        ASSIGNMENTS_SINK,
        key.getBytes(UTF_8),
        new Outgoing(Topics.ASSIGNMENTS.name(), codec.write(disposition)),
        disposition.getAt().toEpochMilli());
  }

  void job(byte[] key, ReplicaJob job, long time) {
    metrics.job();
    String topic = route.topicOf(job.getNodeId());
    send(JOBS_SINK, key, new Outgoing(topic, codec.write(topic, job)), time);
  }

  void response(String key, String topic, InferenceResponse response) {
    send(
        RESPONSES_SINK,
        key.getBytes(UTF_8),
        new Outgoing(topic, codec.write(topic, response)),
        response.getDecidedAt().toEpochMilli());
  }

  /** Tells what a requester allows, for whoever debits by it. */
  void authorisation(RequesterAuthorisation allowed, Instant time) {
    send(
        AUTHORISATIONS_SINK,
        (allowed.getRequester() + "/" + allowed.getModelId()).getBytes(UTF_8),
        new Outgoing(Topics.AUTHORISATIONS.name(), codec.write(allowed)),
        time.toEpochMilli());
  }

  void reroute(String key, Record<byte[], byte[]> request) {
    metrics.rerouted();
    var headers = new RecordHeaders(request.headers()).add(REROUTED, new byte[] {1});
    context.forward(
        new Record<>(
            key.getBytes(UTF_8),
            new Outgoing(Topics.REQUESTS.name(), request.value()),
            request.timestamp(),
            headers),
        REQUESTS_SINK);
  }

  void deadLetter(Record<byte[], byte[]> record, RecordMetadata origin, Throwable cause) {
    metrics.deadLetter(origin.topic());
    var letter =
        DeadLetter.of(
            application,
            origin.topic(),
            origin.partition(),
            origin.offset(),
            record.timestamp(),
            record.key(),
            record.value(),
            record.headers(),
            cause);
    context.forward(
        new Record<>(
            letter.key(),
            new Outgoing(letter.topic(), letter.value()),
            record.timestamp(),
            letter.headers()),
        DEAD_LETTERS_SINK);
  }

  private void send(String sink, byte[] key, Outgoing outgoing, long time) {
    context.forward(new Record<>(key, outgoing, Math.max(0, time)), sink);
  }
}
