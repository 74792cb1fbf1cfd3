package io.infera.verification.stream;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * A key's event-time timer: setting another deletes the one before, so none outlives its reason.
 * For keys that have no other timers, since Flink keeps one for each key and time.
 */
final class OneTimer {
  private final ValueState<Long> registered;

  OneTimer(RuntimeContext context) {
    registered = context.getState(new ValueStateDescriptor<>(Uids.TIMER_STATE, Types.LONG));
  }

  void set(Optional<Instant> wanted, TimerService timers) throws IOException {
    Long before = registered.value();
    Long time = wanted.map(Instant::toEpochMilli).orElse(null);
    if (time == null) {
      clear(timers);
    } else if (!time.equals(before)) {
      delete(before, timers);
      timers.registerEventTimeTimer(time);
      registered.update(time);
    }
  }

  void clear(TimerService timers) throws IOException {
    delete(registered.value(), timers);
    registered.clear();
  }

  /** The timer of this time has fired and is gone. */
  void fired(long time) throws IOException {
    Long before = registered.value();
    if (before != null && before == time) {
      registered.clear();
    }
  }

  private static void delete(Long time, TimerService timers) {
    if (time != null) {
      timers.deleteEventTimeTimer(time);
    }
  }
}
