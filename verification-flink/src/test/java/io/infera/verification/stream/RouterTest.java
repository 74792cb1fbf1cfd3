package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.catalog.DeadLetter;
import io.infera.verification.domain.Routing;
import io.infera.verification.support.Story;
import io.infera.verification.support.TestLog;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final byte[] VALUE = {1};

  private OneInputStreamOperatorTestHarness<LogRecord, LogRecord> harness;

  @BeforeEach
  void open() throws Exception {
    harness = ProcessFunctionTestHarnesses.forProcessFunction(new Router(TestLog.PARTITIONS));
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void shouldSendRequestsAndNodesTheirWay() throws Exception {
    String key = Story.key("r");
    int partition = Routing.partition(key, 4);
    send(InputTopic.RESULTS, partition, key.getBytes(UTF_8));
    send(InputTopic.HEARTBEATS, 0, "0xnode".getBytes(UTF_8));

    assertThat(harness.extractOutputValues())
        .singleElement()
        .satisfies(record -> assertThat(record.topic()).isEqualTo(InputTopic.RESULTS));
    assertThat(harness.getSideOutput(Router.NODES))
        .singleElement()
        .satisfies(out -> assertThat(out.getValue().topic()).isEqualTo(InputTopic.HEARTBEATS));
    assertThat(harness.getSideOutput(Letters.TAG)).isNull();
  }

  @Test
  void shouldRefuseARecordInAForeignPartition() throws Exception {
    String key = Story.key("r");
    send(InputTopic.RESULTS, (Routing.partition(key, 4) + 1) % 4, key.getBytes(UTF_8));

    refused("MISROUTED");
  }

  @Test
  void shouldRefuseAKeyThatIsNoRequest() throws Exception {
    send(InputTopic.RESULTS, 0, "no-slash".getBytes(UTF_8));

    refused("BAD_KEY");
  }

  @Test
  void shouldRefuseAKeyThatIsNoText() throws Exception {
    send(InputTopic.RESULTS, 0, new byte[] {(byte) 0xc3, 0x28});

    refused("BAD_KEY");
  }

  @Test
  void shouldRefuseAKeyTooLong() throws Exception {
    send(InputTopic.HEARTBEATS, 0, new byte[300]);

    refused("BAD_KEY");
  }

  @Test
  void shouldRefuseAValueWithoutKey() throws Exception {
    send(InputTopic.RESULTS, 0, null);

    refused("INCOMPLETE");
  }

  private void refused(String reason) {
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(harness.getSideOutput(Router.NODES)).isNull();
    assertThat(harness.getSideOutput(Letters.TAG))
        .singleElement()
        .satisfies(
            out ->
                assertThat(out.getValue().headers())
                    .filteredOn(header -> header.name().equals(DeadLetter.MESSAGE))
                    .singleElement()
                    .satisfies(
                        header ->
                            assertThat(new String(header.value(), UTF_8)).startsWith(reason)));
  }

  private void send(InputTopic topic, int partition, byte[] key) throws Exception {
    harness.processElement(
        new StreamRecord<>(new LogRecord(topic, partition, 7, 1, key, VALUE, List.of())));
  }
}
