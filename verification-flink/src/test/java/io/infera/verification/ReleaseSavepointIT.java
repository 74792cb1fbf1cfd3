package io.infera.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.Disposition;
import io.infera.event.NodeJudgement;
import io.infera.event.NodeStanding;
import io.infera.event.Outcome;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import io.infera.verification.support.LocalProcess;
import io.infera.verification.support.Network;
import io.infera.verification.support.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Savepoints of releases are kept under {@code src/test/resources/savepoints}, and today's job must
 * go on from each: with what was open, what was remembered, and what nodes had earned.
 *
 * <p>To keep another, of the release that is checked out:
 *
 * <pre>
 * mvn verify -pl verification-flink -am -Dit.test=ReleaseSavepointIT#keepASavepoint \
 *     -Dinfera.savepoint=verification-flink/src/test/resources/savepoints/0.2.0 \
 *     -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
 * </pre>
 */
class ReleaseSavepointIT {
  private static final Path KEPT = Path.of("src", "test", "resources", "savepoints");

  /** Open for good: a savepoint is kept for years. */
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private static final String OPEN = "open";
  private static final String ENDED = "ended";
  private static final int EARNED = 12;

  @TempDir private Path directory;

  @Test
  @EnabledIfSystemProperty(
      named = "infera.savepoint",
      matches = ".+",
      disabledReason = "a savepoint is kept once a release; say where with -Dinfera.savepoint=DIR")
  void keepASavepoint() throws Exception {
    Path target = Path.of(System.getProperty("infera.savepoint"));
    try (var network = new Network();
        var flink = new LocalProcess(directory, network.values(Map.of())).start()) {
      register(network);
      for (int i = 0; i < EARNED; i++) {
        request(network, ENDED + i, Instant.now().plusSeconds(60));
        results(network, ENDED + i, 1, 2, 3);
      }
      request(network, OPEN, LATER);
      results(network, OPEN, 1, 2);
      Network.await("answered", () -> network.read(Topics.RESPONSES).size() == EARNED + 1);
      Network.await("in an epoch that is over", () -> jobs(network, 1) >= EARNED);
      flink.terminate();
    }
    try (Stream<Path> savepoints = Files.list(directory.resolve("data/savepoints"))) {
      copy(savepoints.findFirst().orElseThrow(), target);
    }
  }

  @Test
  void shouldGoOnFromTheSavepointOfEveryRelease() throws Exception {
    try (Stream<Path> releases = Files.list(KEPT)) {
      List<Path> all = releases.sorted().toList();
      assertThat(all).isNotEmpty();
      for (Path release : all) {
        goOn(release);
      }
    }
  }

  private void goOn(Path release) throws Exception {
    Path own = Files.createDirectory(directory.resolve(release.getFileName()));
    copy(release, own.resolve("data/savepoints/savepoint-kept"));
    try (var network = new Network();
        var flink = new LocalProcess(own, network.values(Map.of())).start()) {
      assertThat(flink.logLines())
          .anyMatch(line -> line.contains("Starting the job from") && line.contains("kept"));

      results(network, OPEN, 3);
      // Remembered, or so old that it is a repetition: it must not be judged again.
      request(network, ENDED + 0, Instant.now().minusSeconds(3_600));
      Network.await(release + ": the open request is settled", () -> !settled(network).isEmpty());
      register(network);
      request(network, "new", Instant.now().plusSeconds(60));
      results(network, "new", 1, 2, 3);
      Network.await(release + ": a new one is settled", () -> settled(network).size() == 2);
      Network.await(release + ": an epoch is over", () -> jobs(network, 1) > EARNED);

      Verdict verdict = verdict(network, OPEN);
      assertThat(verdict.getStatus()).isEqualTo(AnswerStatus.VERIFIED);
      assertThat(verdict.getJudgements())
          .hasSize(3)
          .extracting(NodeJudgement::getOutcome)
          .containsOnly(Outcome.AGREED);
      // It was answered by the job that was stopped.
      assertThat(network.read(Topics.RESPONSES))
          .noneMatch(response -> response.getRequestId().equals(OPEN));
      assertThat(settled(network)).containsExactlyInAnyOrder(OPEN, "new");
    }
  }

  private static void register(Network network) {
    for (int node = 1; node <= 3; node++) {
      network.send(Topics.REGISTRATIONS, Records.node(node), Records.registration(node));
      network.send(Topics.HEARTBEATS, Records.node(node), Records.heartbeat(node, 1));
    }
  }

  private static void request(Network network, String id, Instant deadline) {
    Instant now = Instant.now();
    network.send(
        Disposition.newBuilder(Story.disposition(id, now))
            .setAttemptDeadline(deadline)
            .setRequestDeadline(deadline)
            .build());
  }

  private static void results(Network network, String id, int... nodes) {
    for (int node : nodes) {
      network.send(Story.result(id, node, Story.RIGHT));
    }
  }

  private static List<String> settled(Network network) {
    return network.read(Topics.SETTLEMENTS).stream().map(SettlementEvent::getRequestId).toList();
  }

  private static Verdict verdict(Network network, String id) {
    return network.read(Topics.VERDICTS).stream()
        .filter(verdict -> verdict.getRequestId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Jobs that a node was ever judged on, as its last standing says. */
  private static long jobs(Network network, int node) {
    return network.read(Topics.STANDINGS).stream()
        .filter(standing -> standing.getNodeId().equals(Records.node(node)))
        .mapToLong(NodeStanding::getJobs)
        .max()
        .orElse(0);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
