package io.infera.settlement.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.runtime.InferAmount;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EconomySettingsTest {
  private static final String ONE = Records.node(1);
  private static final String TWO = Records.node(2);

  private static DeploymentConfig with(Map<String, String> more) {
    var settings =
        new TreeMap<>(
            Map.of(
                "network.id", "infera-test",
                "chain.rpc.url", "http://127.0.0.1:1",
                "deployer.key.file", "key",
                "deployment.file", "contracts.json",
                "treasury", ONE,
                "anchorers", ONE));
    settings.putAll(more);
    return DeploymentConfig.of(Settings.of(settings));
  }

  @Test
  void shouldHaveTheDefaultsOfTheDocumentation() {
    EconomySettings economy = with(Map.of()).economy();

    assertThat(economy.staking())
        .isEqualTo(
            new EconomySettings.Staking(
                InferAmount.of(1_000),
                InferAmount.of(600),
                InferAmount.of(50),
                Duration.ofDays(21),
                Duration.ofDays(3),
                Duration.ofDays(7),
                Duration.ofDays(7),
                1_000_000,
                300_000,
                200_000,
                List.of(10_000, 50_000, 200_000, 1_000_000)));
    assertThat(economy.activationDelay()).isEqualTo(Duration.ofDays(1));
    assertThat(economy.emissionCap()).isEqualTo(InferAmount.of(200_000));
    assertThat(economy.escrow().withdrawalDelay()).isEqualTo(Duration.ofDays(7));
    assertThat(economy.escrow().treasury().text()).isEqualTo(ONE);
    assertThat(economy.governance().timelock())
        .as("longer than requesters need to leave")
        .isGreaterThan(economy.escrow().withdrawalDelay());
  }

  @Test
  void shouldTakeUnits() {
    var staking =
        with(Map.of(
                "staking.minimum", "12.5 INFER",
                "staking.challenge.window", "2s",
                "staking.appeal.window", "3s",
                "staking.unbonding", "5s",
                "staking.ladder.ppm", "1, 2"))
            .economy()
            .staking();

    assertThat(staking.minimum()).isEqualTo(InferAmount.parse("12.5 INFER"));
    assertThat(staking.unbonding()).isEqualTo(Duration.ofSeconds(5));
    assertThat(staking.ladder()).containsExactly(1, 2);
  }

  @Test
  void shouldSayWhatIsWrong() {
    refuses(Map.of("staking.minimum", "1000"), "an amount such as 1000 INFER");
    refuses(Map.of("staking.unbonding", "9d"), "staking.unbonding should be at least");
    refuses(Map.of("escrow.withdrawal.delay", "1500ms"), "whole seconds");
    refuses(Map.of("treasury", "0x12"), "treasury should be an EVM address");
    refuses(Map.of("attesters", ONE, "attesters.threshold", "2"), "at most the number");
    refuses(Map.of("anchorers", ""), "nobody could anchor");
    refuses(Map.of("guardian", TWO, "poster", TWO), "should be different");
    refuses(Map.of("staking.minium", "5 INFER"), "unknown keys [staking.minium]");
    refuses(Map.of("network.id", "a-name-that-is-longer-than-one-word"), "at most 31 bytes");
  }

  private static void refuses(Map<String, String> settings, String why) {
    assertThatThrownBy(() -> with(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(why);
  }
}
