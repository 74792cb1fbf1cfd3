package io.infera.verification.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.event.Disposition;
import io.infera.runtime.KeyDigest;
import io.infera.runtime.KeyTable;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.verification.VerificationParameters;
import io.infera.verification.kafka.KafkaSources;
import io.infera.verification.kafka.LogEnd;
import io.infera.verification.kafka.LogStart;
import io.infera.verification.kafka.LogTopics;
import io.infera.verification.replay.Comparison.Where;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** The log in Kafka judged again, and held against what was published. */
public final class LogReplay {
  private final VerificationParameters parameters;
  private final int parallelism;
  private final LogTopics topics;
  private final LogStart start;
  private final LogEnd end;

  /**
   * @param start where the replay began
   * @param until up to when it can tell
   * @param compared how many records there are on either side
   * @param found what differs
   */
  record Report(LogStart start, Instant until, int parallelism, long compared, Comparison found) {
    int different() {
      return found.different();
    }

    String text() {
      return found.text()
          + "%s until %s: %d compared, %d different%n"
              .formatted(
                  start
                      .from()
                      .map(from -> "Requests disposed since " + from + ", no nodes,")
                      .orElse("All"),
                  until,
                  compared,
                  different());
    }

    /** Times are ISO 8601; {@code from} is null for a whole log. */
    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("from", start.from().map(Instant::toString).orElse(null));
      json.put("until", until.toString());
      json.put("parallelism", parallelism);
      json.put("compared", compared);
      json.put("different", different());
      json.set("differences", found.json());
      return json;
    }
  }

  private LogReplay(
      VerificationParameters parameters,
      int parallelism,
      LogTopics topics,
      LogStart start,
      LogEnd end) {
    this.parameters = parameters;
    this.parallelism = parallelism;
    this.topics = topics;
    this.start = start;
    this.end = end;
  }

  /**
   * Of the log as it is now.
   *
   * @param from since when requests are compared; empty for all that the log can tell
   */
  public static LogReplay of(
      VerificationParameters parameters, Optional<Instant> from, int parallelism)
      throws InterruptedException {
    LogTopics topics = LogTopics.describe(parameters);
    LogStart start = LogStart.since(parameters, topics, from);
    return new LogReplay(
        parameters, parallelism, topics, start, LogEnd.now(parameters, topics, start));
  }

  /** Judges and compares; a second time to name what was not published, if there is something. */
  Report compare() throws Exception {
    Scope scope = scope();
    var again = new Marks(scope);
    replay(again::add);
    var published = new Marks(scope);
    var found = new Comparison();
    PublishedLog.forEach(
        parameters,
        record -> {
          published.add(record);
          again.missing(record).ifPresent(only -> found.differs(only, Where.PUBLISHED));
        });
    if (again.missingFrom(published) > 0) {
      replay(
          record ->
              published.missing(record).ifPresent(only -> found.differs(only, Where.REPLAYED)));
    }
    long compared = again.size() + published.missingFrom(again) - found.otherwise();
    return new Report(start, Instant.ofEpochMilli(end.horizon()), parallelism, compared, found);
  }

  private void replay(Consumer<SpecificRecord> sink) throws Exception {
    Replay.forEach(
        parameters, KafkaSources.replay(parameters, topics, start, end), parallelism, sink);
  }

  private Scope scope() {
    return start.from().isEmpty()
        ? Scope.whole(end.horizon())
        : Scope.of(end.horizon(), requestsSince());
  }

  /** Requests whose first disposition is not before the start. */
  private KeyTable requestsSince() {
    var requests = new KeyTable(0);
    try (var registry = SchemaRegistry.connect(parameters.registryUrl())) {
      PublishedLog.forEach(
          parameters,
          Topics.ASSIGNMENTS,
          new AvroSerdes(registry),
          start.requests(),
          disposition -> add(requests, disposition));
    }
    return requests;
  }

  private static void add(KeyTable requests, Disposition disposition) {
    if (disposition.getAttempt() == 1) {
      requests.put(KeyDigest.of(RequestKey.of(disposition).toString()));
    }
  }
}
