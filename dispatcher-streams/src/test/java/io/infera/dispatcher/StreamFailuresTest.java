package io.infera.dispatcher;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamFailuresTest {
  private final AtomicLong clock = new AtomicLong();
  private final StreamFailures failures = new StreamFailures(clock::get);

  @Test
  void shouldReplaceAThreadAfterAFailureThatMayPass() {
    assertThat(failures.handle(passing())).isEqualTo(REPLACE_THREAD);
  }

  @Test
  void shouldEndAfterAFailureForGood() {
    assertThat(failures.handle(new StreamsException("broken"))).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void shouldEndWhenItFailsTooOften() {
    for (int i = 0; i < StreamFailures.MOST_REPLACEMENTS; i++) {
      assertThat(failures.handle(passing())).isEqualTo(REPLACE_THREAD);
    }
    assertThat(failures.handle(passing())).isEqualTo(SHUTDOWN_CLIENT);
    clock.set(StreamFailures.WINDOW_MILLIS);
    assertThat(failures.handle(passing())).isEqualTo(REPLACE_THREAD);
  }

  private static StreamsException passing() {
    return new StreamsException("while sending", new TimeoutException("the broker is away"));
  }
}
