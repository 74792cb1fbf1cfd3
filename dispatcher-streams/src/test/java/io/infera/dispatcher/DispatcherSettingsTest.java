package io.infera.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.dispatcher.domain.ChargeTerms;
import io.infera.dispatcher.domain.Deadlines;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.schemas.payment.Escrow;
import io.infera.schemas.testing.Records;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DispatcherSettingsTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "network.id", "n",
          "kafka.bootstrap.servers", "b:1",
          "schema.registry.url", "http://r",
          "data.dir", "/d");

  @Test
  void shouldHaveDefaults() {
    DispatcherSettings settings = read(Map.of());
    assertThat(settings.kafka()).containsEntry("bootstrap.servers", "b:1");
    assertThat(settings.httpHost()).isEqualTo("127.0.0.1");
    assertThat(settings.httpPort()).isZero();
    assertThat(settings.applicationId()).isEqualTo("infera-dispatcher");
    assertThat(settings.threads()).isEqualTo(1);
    assertThat(settings.commitInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.linger()).isEqualTo(Duration.ofMillis(2));
    assertThat(settings.createTopics()).isTrue();
    assertThat(settings.replication()).isEqualTo((short) -1);
    assertThat(settings.maxReplyTopics()).isEqualTo(1_000);
    assertThat(settings.maxNodes()).isEqualTo(2_000);
    assertThat(settings.beaconSecret()).isEqualTo(Path.of("/d/beacon.secret"));
    assertThat(settings.beaconEpoch()).isEqualTo(Duration.ofHours(1));
    assertThat(settings.deadlines()).isEqualTo(Deadlines.DEFAULT);
    assertThat(settings.probationHold()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.tick()).isEqualTo(Duration.ofMillis(50));
    assertThat(settings.auditGrace()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.idMemory()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.tickerInterval()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void shouldChargeWhenToldToAndHow() {
    String escrow = Records.node(902);
    assertThat(read(Map.of("charging.escrow", escrow)).charging()).isEmpty();
    var charging = Map.of("charging.required", "true", "charging.escrow", escrow);
    assertThatThrownBy(() -> read(charging))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("charging.chain.id");

    var complete = new HashMap<>(charging);
    complete.put("charging.chain.id", "31337");
    ChargeTerms terms = read(complete).charging().orElseThrow();
    assertThat(terms.networkId()).isEqualTo("n");
    assertThat(terms.escrow()).isEqualTo(new Escrow(31_337, escrow));
    assertThat(terms.margin()).isEqualTo(Duration.ofDays(2));
    assertThat(terms.gateway()).isEmpty();

    complete.put("charging.gateway", Records.node(903));
    assertThatThrownBy(() -> read(complete)).hasMessageContaining("charging.watcher");
    complete.put("charging.watcher", Records.node(904));
    assertThat(read(complete).charging().orElseThrow().gateway())
        .contains(new ChargeTerms.Gateway(Records.node(903), Records.node(904)));
  }

  @Test
  void shouldPassKafkasOwnKeysOn() {
    assertThat(read(Map.of("kafka.security.protocol", "SSL")).kafka())
        .containsEntry("security.protocol", "SSL");
  }

  @Test
  void shouldRefuseUnknownKeysAndMissingOnes() {
    assertThatThrownBy(() -> read(Map.of("steams.threads", "2")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("steams.threads");
    var missing = new HashMap<>(LEAST);
    missing.remove("data.dir");
    assertThatThrownBy(() -> DispatcherSettings.from(Settings.of(missing)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("data.dir");
  }

  @Test
  void shouldRefuseATickerThatVerificationWouldTakeForAnOutage() {
    assertThat(read(Map.of("ticker.interval", "1s")).tickerInterval())
        .isEqualTo(Duration.ofSeconds(1));
    for (String interval : new String[] {"3s", "0ms"}) {
      assertThatThrownBy(() -> read(Map.of("ticker.interval", interval)))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("ticker.interval: expected from 1ms to 1s");
    }
  }

  @Test
  void shouldAcceptItsOwnExample() throws Exception {
    var properties = new Properties();
    properties.load(new StringReader(DispatcherSettings.EXAMPLE));
    var values = new HashMap<String, String>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    assertThat(DispatcherSettings.from(Settings.of(values)).threads()).isEqualTo(2);
  }

  private static DispatcherSettings read(Map<String, String> more) {
    var values = new HashMap<>(LEAST);
    values.putAll(more);
    return DispatcherSettings.from(Settings.of(values));
  }
}
