package io.infera.settlement.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.faults.FaultSetting.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of the randomised fault test; all of it is {@link FaultsMain}. */
class SinkFaultsIT {
  private static TestBroker broker;
  private static InMemorySchemaRegistry registry;

  @TempDir Path directory;

  @BeforeAll
  static void startBroker() {
    broker = TestBroker.start();
    registry = InMemorySchemaRegistry.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
    registry.close();
  }

  private RunReport run(FaultSetting setting) {
    long before = producers();
    RunReport report = FaultRun.run(setting, directory, broker, registry.url());
    System.out.println(report);
    assertThat(producers()).as("producers of sinks that died, or never came up").isEqualTo(before);
    return report;
  }

  private static long producers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("kafka-producer-network-thread"))
        .count();
  }

  @Test
  void shouldSettleEachOnceWhileEverythingGoesWrong() {
    RunReport report =
        run(new FaultSetting(4, 700, Kind.IN_PROCESS, true, true, false, 20, 3, 20, 40));

    assertThat(report.clean()).as(report.toString()).isTrue();
    assertThat(report.unplanned()).isEmpty();
    assertThat(report.died()).isPositive();
    assertThat(report.reorganisations()).isNotEmpty();
    assertThat(report.endpoint()).isNotEmpty();
  }

  @Test
  void shouldSeeThatAContractWhichTakesAnyBatchSettlesWrongly() {
    RunReport report =
        run(new FaultSetting(5, 500, Kind.CONTROL, true, true, false, 20, 3, 20, 40));

    assertThat(report.lost() + report.duplicated()).as(report.toString()).isPositive();
  }
}
