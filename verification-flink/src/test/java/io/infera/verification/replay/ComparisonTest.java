package io.infera.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Verdict;
import io.infera.schemas.testing.Records;
import io.infera.verification.replay.Comparison.Where;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Comparison comparison = new Comparison();

  @Test
  void shouldNameARequestOnceAndItsRecordsEach() {
    Replayable verdict = Replayable.of(Records.verdict()).orElseThrow();
    Replayable settlement = Replayable.of(Records.settlement()).orElseThrow();
    comparison.differs(verdict, Where.PUBLISHED);
    comparison.differs(verdict, Where.REPLAYED);
    comparison.differs(settlement, Where.PUBLISHED);

    assertThat(comparison.different()).isEqualTo(1);
    assertThat(comparison.otherwise()).isEqualTo(1);
    assertThat(comparison.text())
        .isEqualTo(
            "different: request "
                + verdict.name()
                + ": settlement published, not replayed; verdict published otherwise than replayed\n");
    assertThat(comparison.json()).hasSize(1);
    assertThat(comparison.json().get(0).get("request").asText()).isEqualTo(verdict.name());
    assertThat(comparison.json().get(0).get("records").get("settlement").asText())
        .isEqualTo("published, not replayed");
  }

  @Test
  void shouldTellNodesFromRequests() {
    comparison.differs(Replayable.of(Records.epoch(1)).orElseThrow(), Where.REPLAYED);

    assertThat(comparison.json().get(0).has("node")).isTrue();
    assertThat(comparison.text()).contains("epoch").contains("replayed, not published");
  }

  @Test
  void shouldCountAllAndNameAThousand() {
    for (int i = 0; i < Comparison.NAMED + 5; i++) {
      Verdict verdict = Verdict.newBuilder(Records.verdict()).setRequestId("r-" + i).build();
      comparison.differs(Replayable.of(verdict).orElseThrow(), Where.REPLAYED);
    }

    assertThat(comparison.different()).isEqualTo(Comparison.NAMED + 5);
    assertThat(comparison.json()).hasSize(Comparison.NAMED);
    assertThat(comparison.text()).endsWith("and 5 more\n");
  }
}
