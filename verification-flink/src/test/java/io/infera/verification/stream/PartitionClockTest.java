package io.infera.verification.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PartitionClockTest {
  private static final long BEFORE = 1_000_000;
  private static final long OUTAGE = 12_000;
  private static final long BACK = BEFORE + OUTAGE;
  private static final long REST = LogTime.restAfter(OUTAGE);

  private final PartitionClock clock = new PartitionClock();

  @Test
  void shouldBeTheBrokersTimeWhileTheLogIsWrittenTo() {
    for (long time = BEFORE; time <= BEFORE + 60_000; time += LogTime.GAP_MILLIS) {
      assertThat(at(time)).isEqualTo(time);
    }
  }

  @Test
  void shouldNotGoBackWithTheBrokersClock() {
    at(BEFORE);

    assertThat(at(BEFORE - 30_000)).isEqualTo(BEFORE);
    assertThat(at(BEFORE + 1)).isEqualTo(BEFORE + 1);
  }

  @Test
  void shouldStandStillOverAnOutageAndUntilClientsAreBack() {
    at(BEFORE);

    assertThat(at(BACK)).isEqualTo(BEFORE);
    assertThat(tickUntil(BACK, BACK + REST)).isEqualTo(BEFORE);
    assertThat(at(BACK + REST + 100)).isEqualTo(BEFORE + LogTime.PACE * 100);
  }

  @Test
  void shouldGiveClientsMoreTimeAfterALongerOutage() {
    assertThat(LogTime.restAfter(3_000)).isEqualTo(LogTime.REST_MILLIS);
    assertThat(LogTime.restAfter(OUTAGE)).isEqualTo(OUTAGE / 2);
    assertThat(LogTime.restAfter(3_600_000)).isEqualTo(LogTime.LONGEST_REST_MILLIS);
  }

  @Test
  void shouldCatchUpAndThenBeTheBrokersTimeAgain() {
    at(BEFORE);
    at(BACK);
    long caughtUp = BACK + REST + (OUTAGE + REST) / (LogTime.PACE - 1);

    assertThat(tickUntil(BACK, caughtUp - 100)).isLessThan(caughtUp - 100);
    assertThat(tickUntil(caughtUp - 100, caughtUp + 100)).isEqualTo(caughtUp + 100);
  }

  @Test
  void shouldNotDependOnHowManyRecordsThereAre() {
    at(BEFORE);
    at(BACK);
    long sparse = tickUntil(BACK, BACK + 9_000, 1_000);

    var busy = new PartitionClock();
    busy.advance(InputTopic.RESULTS, 0, BEFORE);
    busy.advance(InputTopic.RESULTS, 0, BACK);
    long dense = 0;
    for (long time = BACK; time <= BACK + 9_000; time += 3) {
      dense = busy.advance(InputTopic.RESULTS, 0, time);
    }

    assertThat(dense).isEqualTo(sparse);
  }

  @Test
  void shouldNotSpendADayOnCatchingUpWithANight() {
    at(BEFORE);
    long morning = BEFORE + 10 * 3_600_000;
    at(morning);

    long rested = morning + LogTime.LONGEST_REST_MILLIS;
    assertThat(tickUntil(morning, rested - 100)).isEqualTo(BEFORE);
    assertThat(at(rested)).isEqualTo(rested - LogTime.MOST_MILLIS);
    assertThat(tickUntil(rested, rested + LogTime.MOST_MILLIS))
        .isEqualTo(rested + LogTime.MOST_MILLIS);
  }

  @Test
  void shouldCountOneOutageAfterTheOther() {
    at(BEFORE);
    at(BACK);

    assertThat(at(BACK + OUTAGE)).isEqualTo(BEFORE);
  }

  @Test
  void shouldGoOnFromASnapshotInTheMiddleOfAnOutagesEnd() {
    at(BEFORE);
    tickUntil(BACK, BACK + 7_000);
    var restored = new PartitionClock();
    restored.merge(clock.snapshot());
    restored.merge(new PartitionClock().snapshot());

    for (long time = BACK + 7_100; time < BACK + 40_000; time += 100) {
      assertThat(restored.advance(InputTopic.RESULTS, 0, time)).isEqualTo(at(time));
    }
  }

  @Test
  void shouldTakeTheLatestOfSeveralSnapshots() {
    at(BEFORE);
    byte[] stale = clock.snapshot();
    at(BACK);
    byte[] latest = clock.snapshot();

    var restored = new PartitionClock();
    restored.merge(latest);
    restored.merge(stale);
    assertThat(restored.advance(InputTopic.RESULTS, 0, BACK + 1)).isEqualTo(at(BACK + 1));
  }

  @Test
  void shouldReadTheStateOfVersionOne() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeByte(1);
    out.writeInt(1);
    out.writeUTF(InputTopic.RESULTS.topicName());
    out.writeInt(0);
    out.writeLong(BEFORE);
    clock.merge(bytes.toByteArray());

    assertThat(at(BEFORE - 5)).isEqualTo(BEFORE);
    assertThat(at(BEFORE + 5)).isEqualTo(BEFORE + 5);
  }

  @Test
  void shouldRefuseStateOfAnUnknownVersion() {
    assertThatThrownBy(() -> clock.merge(new byte[] {9, 0, 0, 0, 0}))
        .hasMessageContaining("version 1 or 2, found 9");
  }

  @Test
  void shouldTellTheLeastTimeOfThePartitionsHeard() {
    assertThat(clock.least()).isEqualTo(Long.MAX_VALUE);

    at(BEFORE);
    clock.advance(InputTopic.ASSIGNMENTS, 3, BEFORE + 7);

    assertThat(clock.least()).isEqualTo(BEFORE);
  }

  private long at(long time) {
    return clock.advance(InputTopic.RESULTS, 0, time);
  }

  private long tickUntil(long from, long until) {
    return tickUntil(from, until, 100);
  }

  private long tickUntil(long from, long until, long every) {
    long time = at(from);
    for (long tick = from + every; tick <= until; tick += every) {
      time = at(tick);
    }
    return time;
  }
}
