package io.infera.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.Finality;
import io.infera.settlement.domain.FeePolicy;
import java.nio.file.Path;
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
    assertThat(config.batch().maxEvents()).isEqualTo(10_000);
    assertThat(config.batch().maxWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.chain().finality()).isEqualTo(new Finality(2, false));
    assertThat(config.chain().id()).isEmpty();
    assertThat(config.chain().poll()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.chain().resendAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.chain().fees()).isEqualTo(FeePolicy.USUAL);
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
  void shouldTakeWhatAChainAsksFor() {
    assertThat(with("finality", "finalized").chain().finality().byTag()).isTrue();
    assertThat(with("chain.id", "10").chain().id()).hasValue(10);
    assertThat(with("fee.pricing", "legacy").chain().fees().pricing())
        .isEqualTo(FeePolicy.Pricing.LEGACY);
    assertThat(with("fee.bump.percent", "30").chain().fees().bumpPermille()).isEqualTo(300);
    assertThat(with("signer.key.file", "a.key, b.key").keyFiles())
        .containsExactly(Path.of("a.key"), Path.of("b.key"));
    assertThatThrownBy(() -> with("fee.bump.percent", "10")).hasMessageContaining("12.5");
    assertThatThrownBy(() -> with("fee.max.gwei", "0.5")).hasMessageContaining("fee.max.gwei");
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
