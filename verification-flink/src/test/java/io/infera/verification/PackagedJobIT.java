package io.infera.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.InferenceResponse;
import io.infera.schemas.catalog.Topics;
import io.infera.verification.support.FlinkCluster;
import io.infera.verification.support.Network;
import io.infera.verification.support.Story;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job's jar, given to a cluster that has nothing but Flink. */
class PackagedJobIT {
  @Test
  void shouldRunOnAClusterByFlinkRun(@TempDir Path directory) throws Exception {
    try (var network = new Network();
        var cluster = new FlinkCluster(directory)) {
      var properties = new Properties();
      properties.putAll(
          network.values(
              Map.of("checkpoint.dir", directory.resolve("checkpoints").toUri().toString())));
      Path config = directory.resolve("verification.properties");
      try (var writer = Files.newBufferedWriter(config)) {
        properties.store(writer, null);
      }

      int exit =
          cluster.run(
              Path.of("target", "verification-flink-job.jar").toAbsolutePath(),
              "--config",
              config.toString(),
              "--parallelism",
              "2");
      assertThat(exit).as(cluster.log("client")).isZero();
      network.send(Story.unhurried("packaged", Instant.now()));
      for (int node = 1; node <= 3; node++) {
        network.send(Story.result("packaged", node, Story.RIGHT));
      }

      Network.await("settled", () -> network.read(Topics.SETTLEMENTS).size() == 1);
      assertThat(network.read(Topics.RESPONSES))
          .extracting(InferenceResponse::getStatus)
          .containsOnly(AnswerStatus.VERIFIED);
    }
  }
}
