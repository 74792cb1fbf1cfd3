package io.infera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  enum Device {
    AUTO,
    CPU
  }

  @Test
  void shouldReadValuesWithTheirUnits() {
    var settings =
        Settings.of(
            Map.of(
                "wait", "250ms", "size", "64KiB", "n", "7", "on", "true", "device", "cpu", "names",
                "a, b,,c"));

    assertThat(settings.duration("wait", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.bytes("size", 0)).isEqualTo(65_536);
    assertThat(settings.integer("n", 0, 1, 10)).isEqualTo(7);
    assertThat(settings.flag("on", false)).isTrue();
    assertThat(settings.choice("device", Device.class, Device.AUTO)).isEqualTo(Device.CPU);
    assertThat(settings.list("names")).containsExactly("a", "b", "c");
    settings.rejectUnknown();
  }

  @Test
  void shouldFallBackToDefaults() {
    var settings = Settings.of(Map.of());
    assertThat(settings.duration("wait", Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.integer("n", 3, 1, 10)).isEqualTo(3);
    assertThat(settings.text("name", "x")).isEqualTo("x");
  }

  @Test
  void shouldSayWhatWasExpectedAndFound() {
    var settings =
        Settings.of(Map.of("wait", "5 parsecs", "n", "11", "device", "tpu", "on", "yes"));
    assertThatThrownBy(() -> settings.duration("wait", Duration.ZERO))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("250ms")
        .hasMessageContaining("5 parsecs");
    assertThatThrownBy(() -> settings.integer("n", 0, 1, 10)).hasMessageContaining("from 1 to 10");
    assertThatThrownBy(() -> settings.choice("device", Device.class, Device.AUTO))
        .hasMessageContaining("auto, cpu")
        .hasMessageContaining("tpu");
    assertThatThrownBy(() -> settings.flag("on", false)).hasMessageContaining("true or false");
    assertThatThrownBy(() -> settings.text("absent")).hasMessageContaining("absent is missing");
    assertThatThrownBy(
            () -> Settings.of(Map.of("wait", "99999999999999999999d")).duration("wait", null))
        .isInstanceOf(SettingsException.class);
  }

  @Test
  void shouldSayThatAPathIsNone() {
    var settings = Settings.of(Map.of("file", "a\0b"));

    assertThatThrownBy(() -> settings.path("file"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("file should be a path");
    assertThatThrownBy(() -> settings.path("file", Path.of("c")))
        .isInstanceOf(SettingsException.class);
  }

  @Test
  void shouldGiveKafkaItsKeysAndWhatIsBetterThanItsDefault() {
    Map<String, String> byDefault = Settings.of(Map.of("kafka.acks", "all")).kafka();
    assertThat(byDefault)
        .containsEntry("acks", "all")
        .containsEntry("socket.connection.setup.timeout.ms", "2000");

    var settings = Settings.of(Map.of("kafka.socket.connection.setup.timeout.ms", "9"));
    assertThat(settings.kafka()).containsEntry("socket.connection.setup.timeout.ms", "9");
    settings.rejectUnknown();
  }

  @Test
  void shouldRefuseKeysThatNobodyAskedFor() {
    var settings = Settings.of(Map.of("kafka.acks", "all", "typo", "1"));
    assertThat(settings.withPrefix("kafka.")).isEqualTo(Map.of("acks", "all"));
    assertThatThrownBy(settings::rejectUnknown).hasMessageContaining("[typo]");
  }

  @Test
  void shouldNameTheFileThatIsWrong(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("node.properties");
    Files.writeString(file, "n=many\n");
    assertThatThrownBy(() -> Settings.load(file).integer("n", 0, 1, 2))
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> Settings.load(directory.resolve("absent")))
        .hasMessageContaining("absent");
    assertThat(List.of(file)).isNotEmpty();
  }
}
