package io.infera.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.node.domain.BatchPolicy;
import io.infera.node.domain.TakenJob;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchLoopTest {
  private final List<List<Long>> batches = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<Throwable> thrown = new ArrayList<>();

  private final BatchLoop.Handler handler =
      new BatchLoop.Handler() {
        @Override
        public void onStart() {
          events.add("start");
        }

        @Override
        public void onBatch(List<TakenJob> batch) {
          List<Long> offsets = batch.stream().map(TakenJob::offset).toList();
          if (offsets.contains(99L)) {
            throw new IllegalStateException("99");
          }
          batches.add(offsets);
        }

        @Override
        public void onStop() {
          events.add("stop");
        }
      };

  @Test
  void shouldEmptyTheQueueInBoundedBatchesBeforeItEnds() {
    BatchLoop loop = loop(0, 1, 2, 3, 4);
    loop.stop();
    loop.run();

    assertThat(batches).containsExactly(List.of(0L, 1L), List.of(2L, 3L), List.of(4L));
    assertThat(events).containsExactly("start", "stop");
    assertThat(loop.queued()).isZero();
  }

  @Test
  void shouldNotWaitForCompanyWhenItIsToldToEnd() {
    BatchLoop loop = loop(7);
    loop.stop();
    loop.run();

    assertThat(batches).containsExactly(List.of(7L));
  }

  @Test
  void shouldEndWithWhatItsHandlerThrows() {
    BatchLoop loop = loop(1, 2, 99, 4);
    loop.run();

    assertThat(batches).containsExactly(List.of(1L, 2L));
    assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(events).containsExactly("start");
  }

  private BatchLoop loop(long... offsets) {
    BatchLoop loop =
        new BatchLoop(
            new BatchPolicy(2, Duration.ofDays(1)), handler, (error, batch) -> thrown.add(error));
    for (long offset : offsets) {
      loop.add(new TakenJob(offset, Records.job(1), System.nanoTime()));
    }
    return loop;
  }
}
