package io.infera.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.verification.replay.CollectingSinks.Collected;
import io.infera.verification.replay.Comparison.Where;
import io.infera.verification.support.Story;
import io.infera.verification.support.TestLog;
import io.infera.verification.support.TestParameters;
import org.junit.jupiter.api.Test;

/** What a replay says when one result of the log is not what the job had read. */
class AlteredResultTest {
  /** Agrees with the right one, and has another digest. */
  private static final float[] NEARLY = {1, 1e-4f, 0};

  @Test
  void shouldDifferInOneRequestAndNoNode() throws Exception {
    Collected published = judged(Story.RIGHT);
    Collected again = judged(NEARLY);

    Comparison found = compared(published, again);

    assertThat(found.different()).isEqualTo(1);
    assertThat(found.text())
        .isEqualTo(
            "different: request "
                + Story.key("r-7")
                + ": settlement published otherwise than replayed; verdict published otherwise than"
                + " replayed\n");
  }

  @Test
  void shouldFindNoneInTheSame() throws Exception {
    assertThat(compared(judged(Story.RIGHT), judged(Story.RIGHT)).different()).isZero();
  }

  private static Comparison compared(Collected published, Collected again) {
    Marks there = marks(published);
    Marks here = marks(again);
    var found = new Comparison();
    published
        .emissions()
        .forEach(
            emission ->
                here.missing(emission.value())
                    .ifPresent(only -> found.differs(only, Where.PUBLISHED)));
    again
        .emissions()
        .forEach(
            emission ->
                there
                    .missing(emission.value())
                    .ifPresent(only -> found.differs(only, Where.REPLAYED)));
    return found;
  }

  private static Marks marks(Collected story) {
    var marks = new Marks(Scope.whole(Long.MAX_VALUE / 2));
    story.emissions().forEach(emission -> marks.add(emission.value()));
    assertThat(marks.size()).isGreaterThan(20);
    return marks;
  }

  /** Ten requests, and an epoch's end behind them. */
  private static Collected judged(float[] oneOfTheSeventh) throws Exception {
    try (var registry = InMemorySchemaRegistry.start();
        var log = new TestLog(registry)) {
      for (int i = 0; i < 10; i++) {
        long time = 100 + 400L * i;
        String request = "r-" + i;
        log.disposition(time, Story.disposition(request, TestLog.at(time)));
        log.result(time + 20, Story.result(request, 1, Story.RIGHT));
        log.result(time + 30, Story.result(request, 2, Story.RIGHT));
        log.result(time + 40, Story.result(request, 3, i == 7 ? oneOfTheSeventh : Story.RIGHT));
        log.tick(time + 100);
      }
      for (long time = 5_000; time < 62_000; time += 2_000) {
        log.tick(time);
      }
      return Replay.of(
          TestParameters.of(registry.url()), new ListSources(log.records(), TestLog.PARTITIONS), 1);
    }
  }
}
