package io.infera.infra.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

class EngineConditionTest {
  private static final Optional<String> NO_ENGINE = Optional.of("no Docker engine answers");

  @Test
  void shouldRunWhereAnEngineIs() {
    assertThat(EngineCondition.decide(Optional.empty(), null).isDisabled()).isFalse();
  }

  @Test
  void shouldSaySoWhenItSkips() {
    var result = EngineCondition.decide(NO_ENGINE, null);

    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason().orElseThrow()).contains("SKIPPED", "no Docker engine answers");
  }

  @Test
  void shouldFailWithoutAnEngineWhereOneIsRequired() {
    assertThatThrownBy(() -> EngineCondition.decide(NO_ENGINE, "required"))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("required");
  }
}
