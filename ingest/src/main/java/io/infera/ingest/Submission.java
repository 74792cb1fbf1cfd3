package io.infera.ingest;

import io.infera.event.InferenceResponse;
import io.infera.ingest.domain.InputLine;
import io.infera.ingest.domain.InputLine.Ask;
import io.infera.ingest.domain.LineParser;
import io.infera.ingest.domain.LineReader;
import io.infera.ingest.domain.RequestIds;
import io.infera.ingest.domain.Tally;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Reads lines, submits them, writes answers as they come. Bad lines are reported and passed over.
 */
final class Submission {
  private final RequestProducer producer;
  private final Optional<String> idPrefix;
  private final boolean resuming;
  private final OutputLines lines;
  private final Output output;
  private final Progress progress;
  private final Tally tally;

  /**
   * @param idPrefix what ids begin with, before a dash and the line's number; random ids when empty
   * @param resuming true when ids must be the same in every run
   */
  Submission(
      RequestProducer producer,
      Optional<String> idPrefix,
      boolean resuming,
      OutputLines lines,
      Output output,
      Progress progress,
      Tally tally) {
    this.producer = producer;
    this.idPrefix = idPrefix;
    this.resuming = resuming;
    this.lines = lines;
    this.output = output;
    this.progress = progress;
    this.tally = tally;
  }

  /**
   * Submits all lines and waits for all answers.
   *
   * @throws IOException when input cannot be read or output cannot be written
   */
  void run(LineReader reader, LineParser parser) throws IOException, InterruptedException {
    for (var raw = reader.next(); raw.isPresent(); raw = reader.next()) {
      output.requireWritable();
      take(parser.parse(raw.get()));
      progress.show(tally.done());
    }
    tally.awaitAll();
    output.requireWritable();
  }

  private void take(InputLine line) throws InterruptedException {
    if (line instanceof InputLine.Bad bad) {
      refuse(bad.number(), bad.reason());
    } else if (line instanceof InputLine.Blank) {
      tally.blank();
    } else {
      submit((Ask) line);
    }
  }

  private void refuse(long number, String reason) {
    tally.bad();
    progress.println("line " + number + ": " + reason);
  }

  private void submit(Ask ask) throws InterruptedException {
    var id = ask.id().or(() -> idPrefix.map(prefix -> prefix + "-" + ask.number()));
    if (id.isEmpty() && resuming) {
      refuse(ask.number(), "has no id, so it cannot be resumed; give it one, or give --id-prefix");
    } else if (id.isPresent() && !RequestIds.isValid(id.get())) {
      refuse(ask.number(), "its id would be " + id.get() + ", but an id is " + RequestIds.RULE);
    } else if (id.isPresent() && output.earlier().containsKey(id.get())) {
      tally.skipped(output.earlier().get(id.get()));
    } else {
      send(ask, id);
    }
  }

  private void send(Ask ask, Optional<String> id) throws InterruptedException {
    var sentNanos = new long[1];
    try {
      var future =
          producer.submit(
              ask.text(),
              request -> {
                sentNanos[0] = System.nanoTime();
                id.ifPresent(request::setRequestId);
                ask.modelId().ifPresent(request::setModelId);
                ask.replicas().ifPresent(request::setReplicas);
                ask.deadline()
                    .ifPresent(time -> request.setDeadline(request.getCreatedAt().plus(time)));
              });
      tally.submitted();
      future.whenComplete(
          (response, failure) -> finish(ask.number(), sentNanos[0], response, failure));
    } catch (IllegalArgumentException e) {
      refuse(ask.number(), e.getMessage());
    }
  }

  private void finish(long number, long sentNanos, InferenceResponse response, Throwable failure) {
    if (response != null) {
      long micros = (System.nanoTime() - sentNanos) / 1_000;
      write(lines.answered(number, response, micros));
      tally.answered(response.getStatus(), micros);
    } else {
      var why = failure instanceof CompletionException ? failure.getCause() : failure;
      if (why instanceof RequestFailedException failed) {
        write(lines.failed(number, failed));
        report(number, failed);
      }
      tally.failed();
    }
    progress.show(tally.done());
  }

  /** Of requests given up because input or output failed, that failure is told, once. */
  private void report(long number, RequestFailedException failure) {
    if (!(failure instanceof ProducerClosedException)) {
      progress.println("line " + number + ": " + failure.getMessage());
    }
  }

  private void write(String line) {
    progress.clear();
    output.println(line);
  }
}
