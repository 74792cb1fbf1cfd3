package io.infera.dispatcher.stream;

import io.infera.schemas.catalog.Tick;
import io.infera.schemas.catalog.Topics;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * One partition's dispatcher: sends each record to whom it concerns, and poison to the dead
 * letters.
 *
 * <p>Time is the broker's time of the record or this machine's clock, whichever is later. That is
 * sound because whatever is decided with it is written to the log first, and follows from the log
 * afterwards.
 */
final class DispatchProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
  private final DispatchParts parts;
  private ProcessorContext<byte[], Outgoing> context;
  private Outbox outbox;
  private RequestFlow requests;
  private AssignmentFlow assignments;
  private EscalationFlow escalations;
  private WaitingRoom waitingRoom;
  private Requests known;
  private State state;

  DispatchProcessor(DispatchParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], Outgoing> context) {
    this.context = context;
    var codec = new Codec(parts.serdes());
    var home = new HomePartition(parts.config().partitions());
    int partition = context.taskId().partition();
    LogReader log = parts.logs().get();
    known = new Requests(log, codec, partition);
    state = State.restore(context, parts, log, codec);
    outbox =
        new Outbox(parts.config().application(), context, codec, parts.route(), parts.metrics());
    var attempter = new Attempter(parts, outbox);
    waitingRoom = new WaitingRoom(parts, state, known, attempter);
    assignments = new AssignmentFlow(parts, state, codec, outbox, known, waitingRoom, home);
    requests = new RequestFlow(parts, state, codec, outbox, known, waitingRoom, home);
    escalations = new EscalationFlow(parts, state, codec, known, waitingRoom, home);
    parts.metrics().remembered(partition, state.memory()::size);
    context.schedule(parts.config().tick(), PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (Tick.is(record.key(), record.value())) {
      return;
    }
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    var now = Instant.ofEpochMilli(Math.max(record.timestamp(), context.currentSystemTimeMs()));
    try {
      dispatch(record, origin, now);
    } catch (Poison poison) {
      outbox.deadLetter(record, origin, poison.reason());
    }
  }

  private void dispatch(Record<byte[], byte[]> record, RecordMetadata origin, Instant now)
      throws Poison {
    if (origin.topic().equals(Topics.REQUESTS.name())) {
      requests.on(record, origin, now);
    } else if (origin.topic().equals(Topics.ASSIGNMENTS.name())) {
      assignments.on(record, origin);
    } else {
      escalations.on(record, origin, now);
    }
  }

  private void tick(long millis) {
    var now = Instant.ofEpochMilli(millis);
    waitingRoom.tick(now);
    state.memory().forget(now);
  }

  @Override
  public void close() {
    if (waitingRoom != null) {
      waitingRoom.close();
    }
    if (known != null) {
      known.close();
      parts.metrics().forgotten(context.taskId().partition());
    }
  }
}
