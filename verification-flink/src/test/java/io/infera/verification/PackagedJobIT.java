package io.infera.verification;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.Disposition;
import io.infera.event.InferenceResponse;
import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import io.infera.verification.kafka.LogEnd;
import io.infera.verification.kafka.LogTopics;
import io.infera.verification.replay.Fingerprints;
import io.infera.verification.replay.PublishedLog;
import io.infera.verification.replay.Replay;
import io.infera.verification.support.FlinkCluster;
import io.infera.verification.support.Network;
import io.infera.verification.support.Story;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job's jar, given to a cluster that has nothing but Flink: stopped with a savepoint, exchanged
 * for another, moved from the heap to RocksDB and through parallelisms 1, 2, 4 and 2, with requests
 * open at every change. What came out is what a job that never stopped would have said.
 */
class PackagedJobIT {
  private static final Path JAR = Path.of("target", "verification-flink-job.jar").toAbsolutePath();
  private static final int FEW = 6;
  private static final int MANY = 300;
  private static final String CANONICAL = "canonical";
  private static final String NATIVE = "native";

  @TempDir private Path directory;

  @Test
  void shouldGoOnThroughUpgradesAndRescalings() throws Exception {
    try (var network = new Network();
        var cluster = new FlinkCluster(directory)) {
      Path config = configure(network);
      register(network);

      String job = cluster.run(JAR, null, arguments(config, "1", "heap"));
      open(network, "a", FEW);
      Path first = cluster.stop(job, CANONICAL, directory.resolve("savepoints"));

      job = cluster.run(changed(JAR), first, arguments(config, "2", "rocksdb"));
      close(network, "a", FEW);
      // Under load, in RocksDB with incremental checkpoints.
      open(network, "b", MANY);
      Path second = cluster.stop(job, NATIVE, directory.resolve("savepoints"));

      job = cluster.run(JAR, second, arguments(config, "4", "rocksdb"));
      close(network, "b", MANY);
      open(network, "c", FEW);
      Path third = cluster.stop(job, NATIVE, directory.resolve("savepoints"));

      job = cluster.run(JAR, third, arguments(config, "2", "rocksdb"));
      close(network, "c", FEW);
      awaitEpochAfter(network, Instant.now());
      cluster.stop(job, NATIVE, directory.resolve("savepoints"));

      answerAndSettleEachOnce(network);
      equalAnUninterruptedJob(network);
    }
  }

  private Path configure(Network network) throws Exception {
    var properties = new Properties();
    properties.putAll(
        network.values(
            Map.of("checkpoint.dir", directory.resolve("checkpoints").toUri().toString())));
    Path config = directory.resolve("verification.properties");
    try (var writer = Files.newBufferedWriter(config)) {
      properties.store(writer, null);
    }
    return config;
  }

  private static String[] arguments(Path config, String parallelism, String backend) {
    return new String[] {
      "--config", config.toString(), "--parallelism", parallelism, "--state.backend", backend
    };
  }

  private static void register(Network network) {
    for (int node = 1; node <= 3; node++) {
      network.send(Topics.REGISTRATIONS, Records.node(node), Records.registration(node));
      network.send(Topics.HEARTBEATS, Records.node(node), Records.heartbeat(node, 1));
    }
  }

  /**
   * Requests that two of three nodes answer; so they are answered, and their attempts stay open.
   */
  private static void open(Network network, String name, int count) {
    for (int i = 0; i < count; i++) {
      Instant now = Instant.now();
      network.send(
          Disposition.newBuilder(Story.disposition(name + i, now))
              .setAttemptDeadline(now.plusSeconds(300))
              .setRequestDeadline(now.plusSeconds(400))
              .build());
      network.send(Story.result(name + i, 1, Story.RIGHT));
      network.send(Story.result(name + i, 2, Story.RIGHT));
    }
    Network.await(name + " is answered", () -> answered(network, name).size() == count);
    assertThat(settled(network, name)).isEmpty();
  }

  /** The third answers, one of them something else. */
  private static void close(Network network, String name, int count) {
    for (int i = 0; i < count; i++) {
      network.send(Story.result(name + i, 3, i == 1 ? Story.WRONG : Story.RIGHT));
    }
    int last = count - 1;
    Network.await(name + " is settled", () -> settled(network, name).size() >= last);
  }

  private static Set<String> answered(Network network, String name) {
    return network.read(Topics.RESPONSES).stream()
        .map(InferenceResponse::getRequestId)
        .filter(id -> id.startsWith(name))
        .collect(toSet());
  }

  private static List<String> settled(Network network, String name) {
    return network.read(Topics.SETTLEMENTS).stream()
        .map(SettlementEvent::getRequestId)
        .filter(id -> id.startsWith(name))
        .toList();
  }

  private static void awaitEpochAfter(Network network, Instant begin) {
    Network.await(
        "an epoch closed after all",
        () ->
            network.read(Topics.REPUTATION).stream()
                .anyMatch(epoch -> epoch.getStart().isAfter(begin)));
  }

  private static void answerAndSettleEachOnce(Network network) {
    for (String name : List.of("a", "b", "c")) {
      assertThat(settled(network, name)).doesNotHaveDuplicates();
    }
    assertThat(network.read(Topics.SETTLEMENTS)).hasSizeGreaterThanOrEqualTo(2 * FEW + MANY - 3);
    network.read(Topics.RESPONSES).stream()
        .collect(groupingBy(InferenceResponse::getRequestId, toSet()))
        .forEach(
            (request, answers) -> {
              assertThat(answers).as(request).hasSize(1);
              assertThat(answers.iterator().next().getStatus()).isEqualTo(AnswerStatus.VERIFIED);
            });
  }

  private static void equalAnUninterruptedJob(Network network) throws Exception {
    VerificationParameters parameters = network.parameters();
    LogTopics topics = LogTopics.describe(parameters);
    long horizon =
        network.read(Topics.REPUTATION).stream()
            .mapToLong(epoch -> epoch.getEnd().toEpochMilli())
            .max()
            .orElseThrow();
    LogEnd end = LogEnd.now(parameters, topics);
    var published = Fingerprints.of(PublishedLog.read(parameters).stream(), horizon);
    assertThat(published.byKey().keySet())
        .anyMatch(key -> key.startsWith("verdict"))
        .anyMatch(key -> key.startsWith("settlement"))
        .anyMatch(key -> key.startsWith("epoch"))
        .anyMatch(key -> key.startsWith("roster"));
    for (int parallelism : new int[] {1, 2, 4}) {
      var again =
          Fingerprints.ofEmissions(
              Replay.ofKafka(parameters, topics, end, parallelism).emissions(), horizon);
      assertThat(again.differences(published)).as("at parallelism %d", parallelism).isEmpty();
    }
  }

  /** The same job in another jar, as a release is. */
  private Path changed(Path jar) throws Exception {
    Path other = directory.resolve("upgraded.jar");
    try (var from = new ZipFile(jar.toFile());
        OutputStream file = Files.newOutputStream(other);
        var to = new ZipOutputStream(file)) {
      to.setLevel(1);
      for (ZipEntry entry : java.util.Collections.list(from.entries())) {
        to.putNextEntry(new ZipEntry(entry.getName()));
        from.getInputStream(entry).transferTo(to);
        to.closeEntry();
      }
      to.putNextEntry(new ZipEntry("META-INF/upgraded"));
      to.closeEntry();
    }
    return other;
  }
}
