package io.infera.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.node.djl.DeviceChoice;
import io.infera.node.domain.BatchPolicy;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeConfigTest {
  private final Map<String, String> values =
      new HashMap<>(
          Map.of(
              "network.id", "n",
              "kafka.bootstrap.servers", "b:9092",
              "schema.registry.url", "http://r",
              "data.dir", "/d"));

  @Test
  void shouldHaveDefaults() {
    NodeConfig config = load();

    assertThat(config.keyFile()).isEqualTo(Path.of("/d/node.key"));
    assertThat(config.operator()).isEmpty();
    assertThat(config.batch()).isEqualTo(new BatchPolicy(32, Duration.ofMillis(5)));
    assertThat(config.queueLimit()).isEqualTo(256);
    assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.expiredGrace()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.model())
        .isEqualTo(
            new NodeConfig.ModelConfig(
                NodeConfig.EngineKind.MINILM,
                Path.of("/d/models"),
                DeviceChoice.AUTO,
                1,
                "stub",
                384,
                Duration.ZERO));
  }

  @Test
  void shouldReadWhatIsGiven() {
    values.put("pools", "a, b");
    values.put("device", "cuda");
    values.put("kafka.security.protocol", "SSL");

    assertThat(load().pools()).isEqualTo(List.of("a", "b"));
    assertThat(load().model().device()).isEqualTo(DeviceChoice.CUDA);
    assertThat(load().kafka())
        .containsEntry("bootstrap.servers", "b:9092")
        .containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldRefuseUnknownAndMissingKeys() {
    values.put("bach.size", "3");
    assertThatThrownBy(this::load)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("bach.size");

    values.remove("bach.size");
    values.remove("network.id");
    assertThatThrownBy(this::load)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("network.id");
  }

  @Test
  void shouldRefuseAQueueThatHoldsNoBatch() {
    values.put("queue.limit", "8");

    assertThatThrownBy(this::load).hasMessage("queue.limit=8 holds no batch of batch.size=32");
  }

  private NodeConfig load() {
    return NodeConfig.from(Settings.of(values));
  }
}
