package io.infera.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Verdict;
import io.infera.schemas.catalog.Topics;
import io.infera.verification.kafka.LogEnd;
import io.infera.verification.kafka.LogStart;
import io.infera.verification.kafka.LogTopics;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.support.LocalProcess;
import io.infera.verification.support.Network;
import io.infera.verification.support.Story;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a job that runs, judged again. */
class LogReplayIT {
  @TempDir private Path directory;
  private Network network;
  private LocalProcess flink;

  @BeforeEach
  void start() {
    network = new Network();
    flink = new LocalProcess(directory, network.values(Map.of())).start();
  }

  @AfterEach
  void stop() {
    flink.close();
    network.close();
  }

  @Test
  void shouldNameTheOneRequestThatWasPublishedOtherwise() throws Exception {
    settle("early-", 3);
    Instant between = Instant.now();
    settle("late-", 2);
    awaitHorizon();

    LogReplay.Report all = compared(Optional.empty());
    assertThat(all.different()).as(all.text()).isZero();
    assertThat(all.json().get("compared").asInt()).isGreaterThanOrEqualTo(10);
    LogReplay.Report late = compared(Optional.of(between));
    assertThat(late.different()).as(late.text()).isZero();
    assertThat(late.json().get("compared").asInt()).isEqualTo(2 * 2);
    assertThat(Instant.parse(late.json().get("from").asText())).isEqualTo(between);

    alter("early-1");

    LogReplay.Report altered = compared(Optional.empty());
    assertThat(altered.different()).as(altered.text()).isEqualTo(1);
    assertThat(altered.text())
        .contains("different: request " + Story.key("early-1") + ": verdict published");
    assertThat(altered.json().get("differences").get(0).get("request").asText())
        .isEqualTo(Story.key("early-1"));
    assertThat(compared(Optional.of(between)).different()).isZero();
  }

  /** Retention takes the beginning: then nodes' sums cannot be made again. */
  @Test
  void shouldBeginBehindWhatIsLeft() throws Exception {
    settle("r-", 1);
    var heartbeats = new TopicPartition(InputTopic.HEARTBEATS.topicName(), 0);
    Instant before = Instant.now();
    settle("s-", 1);
    LogTopics topics = LogTopics.describe(network.parameters());
    assertThat(LogStart.since(network.parameters(), topics, Optional.empty()))
        .isEqualTo(LogStart.BEGINNING);

    try (Admin admin = network.admin()) {
      admin.deleteRecords(Map.of(heartbeats, RecordsToDelete.beforeOffset(5))).all().get();
    }

    LogStart start = LogStart.since(network.parameters(), topics, Optional.of(Instant.EPOCH));
    assertThat(start.from()).isPresent();
    assertThat(start.from().get().minus(LogStart.LEAD)).isBefore(before);
    assertThat(start.offsets()).containsEntry(heartbeats, 5L);
    assertThat(compared(Optional.empty()).json().get("compared").asInt()).isZero();
  }

  private LogReplay.Report compared(Optional<Instant> from) throws Exception {
    return LogReplay.of(network.parameters(), from, 1).compare();
  }

  private void settle(String prefix, int requests) {
    for (int i = 0; i < requests; i++) {
      network.send(Story.unhurried(prefix + i, Instant.now()));
      for (int node = 1; node <= 3; node++) {
        network.send(Story.result(prefix + i, node, Story.RIGHT));
      }
    }
    Network.await(
        prefix + " settled",
        () ->
            network.read(Topics.SETTLEMENTS).stream()
                    .filter(settlement -> settlement.getRequestId().startsWith(prefix))
                    .count()
                == requests);
  }

  /** All that was decided until now lies before the time that every partition has reached. */
  private void awaitHorizon() {
    long now = System.currentTimeMillis();
    Network.await(
        "the log to go on",
        () -> {
          try {
            LogTopics topics = LogTopics.describe(network.parameters());
            return LogEnd.now(network.parameters(), topics).horizon() > now;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }

  private void alter(String requestId) {
    Verdict verdict =
        network.read(Topics.VERDICTS).stream()
            .filter(one -> one.getRequestId().equals(requestId))
            .findFirst()
            .orElseThrow();
    network.send(
        Topics.VERDICTS,
        Story.key(requestId),
        Verdict.newBuilder(verdict).setReason("ALTERED").build());
  }
}
