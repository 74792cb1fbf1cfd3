package io.infera.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchSettingsTest {
  @Test
  void shouldPutWhatIsSetInThePlaceOfWhatIsUsual() {
    var settings =
        BenchSettings.with(
            Map.of("node.kafka.linger.ms", "8", "sink.batch.max", "10", "client.linger.ms", "1"));

    assertThat(settings.node())
        .containsEntry("kafka.linger.ms", "8")
        .containsEntry("engine", "stub");
    assertThat(settings.client()).containsEntry("linger.ms", "1").containsKey("batch.size");
    assertThat(settings.services(2))
        .containsOnlyKeys("verification", "sink")
        .containsEntry("sink", Map.of("batch.max", "10"));
    assertThat(settings.services(2).get("verification")).containsEntry("parallelism", "2");
  }

  @Test
  void shouldSayWhichServicesThereAre() {
    assertThatThrownBy(() -> BenchSettings.with(Map.of("nodes.linger", "8")))
        .hasMessageStartingWith("--set should name one of client, dispatcher, node, sink")
        .hasMessageEndingWith("found nodes.linger");
    assertThatThrownBy(() -> BenchSettings.with(Map.of("linger", "8")))
        .hasMessageEndingWith("found linger");
  }
}
