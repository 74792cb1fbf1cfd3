package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class SettlementReaderTest {
  private static final SettlementEvent EVENT = Records.settlement();
  private static final byte[] KEY = RequestKey.of(EVENT).toString().getBytes(UTF_8);
  private static final byte[] VALUE = {1};
  private static final int LANES = 2;
  private static final int HOME = Utils.toPositive(Utils.murmur2(KEY)) % LANES;

  private final List<ProducerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
  private final SettlementReader reader =
      new SettlementReader((topic, bytes) -> EVENT, LANES, deadLetters::add);

  @Test
  void shouldTakeASettlementOnItsLane() {
    Batch batch = read(HOME, KEY);

    assertThat(batch.entries()).singleElement().isInstanceOf(Entry.Settled.class);
    assertThat(deadLetters).isEmpty();
  }

  @Test
  void shouldNotSettleACopyOnAnotherLane() {
    Batch batch = read(1 - HOME, KEY);

    assertThat(batch.entries()).singleElement().isInstanceOf(Entry.Unreadable.class);
    assertThat(reason()).contains("lane " + HOME).contains("lane " + (1 - HOME));
  }

  @Test
  void shouldNotSettleUnderAnothersKey() {
    Batch batch = read(HOME, "nobody/nothing".getBytes(UTF_8));

    assertThat(batch.entries()).singleElement().isInstanceOf(Entry.Unreadable.class);
    assertThat(reason()).contains("nobody/nothing");
  }

  private Batch read(int lane, byte[] key) {
    return reader.batch(
        new OffsetRange(lane, 0, 1),
        List.of(new ConsumerRecord<>(Topics.SETTLEMENTS.name(), lane, 0, key, VALUE)));
  }

  private String reason() {
    assertThat(deadLetters).hasSize(1);
    return new String(deadLetters.get(0).headers().lastHeader(DeadLetter.MESSAGE).value(), UTF_8);
  }
}
