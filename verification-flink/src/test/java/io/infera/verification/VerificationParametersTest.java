package io.infera.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.runtime.Settings;
import io.infera.verification.VerificationParameters.StartFrom;
import io.infera.verification.VerificationParameters.StateBackend;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerificationParametersTest {
  @Test
  void shouldHaveDefaults() {
    VerificationParameters parameters = read(Map.of());

    assertThat(parameters.networkId()).isEqualTo("infera-local");
    assertThat(parameters.groupId()).isEqualTo("verification");
    assertThat(parameters.startFrom()).isEqualTo(StartFrom.EARLIEST);
    assertThat(parameters.parallelism()).isEqualTo(1);
    assertThat(parameters.checkpointInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(parameters.stateBackend()).isEqualTo(StateBackend.HEAP);
    assertThat(parameters.transactionTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(parameters.judgeRules().epoch()).isEqualTo(Duration.ofSeconds(60));
    assertThat(parameters.reputationPolicy().silence()).isEqualTo(Duration.ofSeconds(10));
    assertThat(parameters.reputationPolicy().backstopNodes()).isEmpty();
  }

  @Test
  void shouldReadWhatIsGiven() {
    VerificationParameters parameters =
        read(
            Map.of(
                "network.id", "n",
                "kafka.security.protocol", "SSL",
                "epoch.length", "5s",
                "backstop.nodes", "0xAB,0xcd",
                "roster.silence", "3s",
                "judge.remember", "90s",
                "reputation.active.jobs", "3",
                "state.backend", "rocksdb",
                "start.from", "committed"));

    assertThat(parameters.kafka()).containsEntry("security.protocol", "SSL");
    assertThat(parameters.judgeRules().networkId()).isEqualTo("n");
    assertThat(parameters.judgeRules().remember()).isEqualTo(Duration.ofSeconds(90));
    assertThat(parameters.reputationPolicy().epoch()).isEqualTo(Duration.ofSeconds(5));
    assertThat(parameters.reputationPolicy().backstopNodes())
        .containsExactlyInAnyOrder("0xab", "0xcd");
    assertThat(parameters.reputationPolicy().silence()).isEqualTo(Duration.ofSeconds(3));
    assertThat(parameters.reputationPolicy().bounds().activeJobs()).isEqualTo(3);
    assertThat(parameters.stateBackend()).isEqualTo(StateBackend.ROCKSDB);
    assertThat(parameters.startFrom()).isEqualTo(StartFrom.COMMITTED);
  }

  @Test
  void shouldRefuseAMisspeltRule() {
    assertThatThrownBy(() -> read(Map.of("judge.remembr", "90s")))
        .hasMessageContaining("judge.remembr");
  }

  @Test
  void shouldRefuseATransactionTimeoutThatTheBrokerWouldRefuse() {
    assertThatThrownBy(() -> read(Map.of("settlements.transaction.timeout", "1h")))
        .hasMessageContaining("settlements.transaction.timeout")
        .hasMessageContaining("3600000ms");
  }

  @Test
  void shouldAskForABroker() {
    var values = Map.of("schema.registry.url", "http://127.0.0.1:1");
    assertThatThrownBy(() -> VerificationParameters.read(Settings.of(values)))
        .hasMessageContaining("kafka.bootstrap.servers");
  }

  @Test
  void shouldLetTheCommandLineWin() throws Exception {
    Settings settings = JobSettings.parse(new String[] {"--network.id", "n", "--parallelism", "4"});

    assertThat(settings.text("network.id")).isEqualTo("n");
    assertThatThrownBy(() -> JobSettings.parse(new String[] {"network.id"}))
        .hasMessageContaining("expected --config FILE or --KEY VALUE");
  }

  private static VerificationParameters read(Map<String, String> more) {
    var values =
        new TreeMap<>(
            Map.of(
                "kafka.bootstrap.servers", "127.0.0.1:9092",
                "schema.registry.url", "http://127.0.0.1:8081"));
    values.putAll(more);
    Settings settings = Settings.of(values);
    VerificationParameters parameters = VerificationParameters.read(settings);
    settings.rejectUnknown();
    return parameters;
  }
}
