package io.infera.settlement.watch.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Keccak;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BeaconRuleTest {
  private final BeaconRule rule = new BeaconRule(Duration.ofSeconds(10));

  private static Block at(long seconds) {
    return new Block(seconds, Keccak.of("block " + seconds), Instant.ofEpochSecond(seconds));
  }

  @Test
  void shouldTakeTheFirstBlockOfAnEpochForTheNextOne() {
    assertThat(rule.of(at(9), at(10))).hasValue(2);
    assertThat(rule.of(at(3), at(19))).hasValue(2);
    assertThat(rule.of(at(19), at(20))).hasValue(3);
  }

  @Test
  void shouldTakeNoOther() {
    assertThat(rule.of(at(10), at(11))).isEmpty();
    assertThat(rule.of(at(10), at(19))).isEmpty();
    assertThat(rule.of(at(5), at(5))).isEmpty();
  }

  @Test
  void shouldHaveNoneForAnEpochWithoutABlockBeforeIt() {
    // Nothing was made from 10 to 29: epochs 2 and 3 have none, 4 has.
    assertThat(rule.of(at(9), at(30))).hasValue(4);
  }

  @Test
  void shouldRefuseEpochsThatAreShorterThanTimesAreTold() {
    assertThatThrownBy(() -> new BeaconRule(Duration.ofMillis(999)))
        .hasMessageContaining("at least 1s");
  }
}
