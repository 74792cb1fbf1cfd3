package io.infera.infra.attester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.verification.domain.judge.JudgeRules;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AttesterConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "network.id", "net",
          "kafka.bootstrap.servers", "127.0.0.1:1",
          "schema.registry.url", "http://127.0.0.1:2",
          "data.dir", "/tmp/attester",
          "key.file", "/tmp/attester.key",
          "chain.rpc.url", "http://127.0.0.1:3",
          "contract.address", "0x5FbDB2315678afecb367f032d93F642f64180aa3");

  private static AttesterConfig with(String key, String value) {
    var settings = new TreeMap<>(LEAST);
    settings.put(key, value);
    return AttesterConfig.of(Settings.of(settings));
  }

  @Test
  void shouldJudgeByTheRulesOfVerificationUnlessToldOtherwise() {
    AttesterConfig config = AttesterConfig.of(Settings.of(LEAST));

    assertThat(config.rules()).isEqualTo(JudgeRules.withDefaults("net", Duration.ofSeconds(60)));
    assertThat(config.chain().confirmations()).isEqualTo(64);
    assertThat(config.chain().contract().text())
        .isEqualTo("0x5fbdb2315678afecb367f032d93f642f64180aa3");
    assertThat(config.patience()).isEqualTo(Duration.ofHours(24));
    assertThat(with("judge.audit.patience", "7s").rules().auditPatience())
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(with("epoch.length", "5s").rules().epoch()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    assertThatThrownBy(() -> with("judge.mercy", "1s")).isInstanceOf(SettingsException.class);
    assertThatThrownBy(() -> with("contract.address", "nowhere"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("contract.address");
    assertThatThrownBy(() -> with("confirmations", "0")).isInstanceOf(SettingsException.class);
  }
}
