package io.infera.verification.retrial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AnswerStatus;
import io.infera.event.SettlementEvent;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.LogRecord;
import io.infera.verification.support.Story;
import io.infera.verification.support.TestLog;
import io.infera.verification.support.TestParameters;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetrialTest {
  private final InMemorySchemaRegistry registry = InMemorySchemaRegistry.start();
  private final TestLog log = new TestLog(registry);
  private Retrial retrial = fresh();

  private Retrial fresh() {
    return new Retrial(
        TestParameters.of(registry.url()).judgeRules(), registry.url(), TestLog.PARTITIONS);
  }

  @AfterEach
  void close() {
    retrial.close();
    log.close();
    registry.close();
  }

  private void read(List<LogRecord> records) {
    records.stream().filter(record -> record.topic().keyedByRequest()).forEach(retrial::accept);
  }

  private List<SettlementEvent> settled() {
    return retrial.take().stream().map(Retrial.Settled::settlement).toList();
  }

  private void answered(String request, long time) {
    log.disposition(time, Story.disposition(request, TestLog.at(time)));
    for (int node = 1; node <= 3; node++) {
      log.result(time + 10 * node, Story.result(request, node, Story.RIGHT));
    }
  }

  @Test
  void shouldTellOfARequestWithItsLastResultAndNotTwice() {
    answered("r", 100);
    read(log.records());

    assertThat(retrial.take())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.settlement().getStatus()).isEqualTo(AnswerStatus.VERIFIED);
              assertThat(one.settlement().getClosedAt()).isEqualTo(TestLog.at(130));
              assertThat(one.began()).isEqualTo(TestLog.at(100).toEpochMilli());
            });
    assertThat(retrial.take()).isEmpty();
  }

  @Test
  void shouldLetDeadlinesPassOnlyWhenEveryPartitionHasPassedThem() {
    log.disposition(0, Story.disposition("r", TestLog.at(0)));
    for (long time = 500; time <= 6_000; time += 500) {
      log.tick(time);
    }
    read(log.records());
    assertThat(settled()).isEmpty();
    assertThat(retrial.horizon()).isEqualTo(TestLog.at(6_000).toEpochMilli() - 1);
    assertThat(retrial.oldest()).isEqualTo(TestLog.at(0).toEpochMilli());

    int before = log.records().size();
    log.tick(6_001);
    read(log.records().subList(before, log.records().size()));

    assertThat(settled())
        .extracting(SettlementEvent::getStatus)
        .containsExactly(AnswerStatus.EXPIRED);
    assertThat(retrial.oldest()).isEqualTo(retrial.horizon());
  }

  @Test
  void shouldStandStillUntilEveryPartitionWasHeard() {
    log.raw(InputTopic.RESULTS, 0, 60_000, null, null);
    read(log.records());

    assertThat(retrial.horizon()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void shouldJudgeFromTheMiddleWhatBeganBehindIt() {
    answered("before", 100);
    for (long time = 500; time <= 3_000; time += 500) {
      log.tick(time);
    }
    int middle = log.records().size();
    read(log.records());
    byte[] clock = retrial.clock();
    answered("behind", 3_100);
    log.tick(3_500);
    read(log.records().subList(middle, log.records().size()));
    List<SettlementEvent> whole = settled();

    retrial.close();
    retrial = fresh();
    retrial.resume(clock);
    read(log.records().subList(middle, log.records().size()));

    assertThat(settled()).containsExactly(whole.get(1));
    assertThat(retrial.horizon()).isEqualTo(TestLog.at(3_500).toEpochMilli() - 1);
  }

  @Test
  void shouldGoOnBehindWhatCannotBeRead() {
    byte[] key = Story.key("r").getBytes(UTF_8);
    for (int partition = 0; partition < 4; partition++) {
      log.raw(InputTopic.RESULTS, partition, 10, key, new byte[] {0, 0, 0, 0, 99, 1});
      log.raw(InputTopic.ASSIGNMENTS, partition, 20, null, new byte[] {1});
      log.raw(InputTopic.ASSIGNMENTS, partition, 30, new byte[] {(byte) 0xff}, new byte[] {1});
    }
    answered("r", 100);
    read(log.records());

    assertThat(settled()).hasSize(1);
  }
}
