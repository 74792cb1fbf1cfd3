package io.infera.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SinkConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "network.id", "infera-test",
          "kafka.bootstrap.servers", "127.0.0.1:9092",
          "schema.registry.url", "http://127.0.0.1:8081",
          "data.dir", "data",
          "chain.rpc.url", "http://127.0.0.1:8545",
          "signer.key.file", "sink.key");

  @Test
  void shouldHaveDefaults() {
    SinkConfig config = SinkConfig.of(Settings.of(LEAST));
    assertThat(config.contract()).isEmpty();
    assertThat(config.batch().maxEvents()).isEqualTo(1_000);
    assertThat(config.batch().maxWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.chain().confirmations()).isEqualTo(2);
    assertThat(config.chain().poll()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.chain().resendAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.chain().tip()).isEqualTo(BigInteger.valueOf(1_000_000_000));
    assertThat(config.httpHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    assertThatThrownBy(() -> with("batch.max.event", "7"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("batch.max.event");
    assertThatThrownBy(() -> with("confirmations", "0")).hasMessageContaining("confirmations");
    assertThatThrownBy(() -> with("contract.address", "0x12")).hasMessageContaining("or deploy");
  }

  @Test
  void shouldPassEverythingOfKafkaOn() {
    assertThat(with("kafka.security.protocol", "SSL").kafka())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("bootstrap.servers", "127.0.0.1:9092");
  }

  private static SinkConfig with(String key, String value) {
    var settings = new HashMap<>(LEAST);
    settings.put(key, value);
    return SinkConfig.of(Settings.of(settings));
  }
}
