package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.TestBroker;
import io.infera.settlement.domain.OffsetRange;
import io.infera.settlement.testing.SettlementTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ranges of a real log, with transactions' markers and aborted records between. */
class RangeReaderIT {
  private static TestBroker broker;
  private static InMemorySchemaRegistry registry;

  private SettlementTopics topics;
  private Map<Integer, SortedMap<Long, String>> settled;

  @BeforeAll
  static void startBroker() {
    broker = TestBroker.start();
    registry = InMemorySchemaRegistry.start();
  }

  @AfterAll
  static void stopBroker() {
    registry.close();
    broker.close();
  }

  @BeforeEach
  void write() {
    topics = new SettlementTopics(broker, registry.url());
    topics.write(1_000, new Random(1));
    settled = topics.settled();
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private static RangeReader reader() {
    return new RangeReader(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private List<String> expected(OffsetRange range) {
    return List.copyOf(settled.get(range.lane()).subMap(range.first(), range.next()).values());
  }

  private static List<String> read(RangeReader reader, OffsetRange range) {
    return reader.read(range).stream().map(record -> new String(record.key(), UTF_8)).toList();
  }

  /** Whole lanes cut into ranges of 1 to 60 positions. */
  private List<OffsetRange> cut(Random random) {
    var ranges = new ArrayList<OffsetRange>();
    for (int lane : settled.keySet()) {
      long end = settled.get(lane).lastKey() + 1;
      for (long first = 0; first < end; ) {
        long next = Math.min(end, first + 1 + random.nextInt(60));
        ranges.add(new OffsetRange(lane, first, next));
        first = next;
      }
    }
    return ranges;
  }

  @Test
  void shouldReadOneRangeAfterTheOther() {
    List<OffsetRange> ranges = cut(new Random(2));
    // As the chain tells them: lanes mixed, each in order.
    ranges.sort((a, b) -> Long.compare(a.first(), b.first()));

    try (RangeReader reader = reader()) {
      assertThat(reader.lanes()).isEqualTo(settled.size()).isGreaterThan(1);
      assertThat(ranges)
          .allSatisfy(range -> assertThat(read(reader, range)).isEqualTo(expected(range)));
    }
  }

  @Test
  void shouldReadRangesInAnyOrderAndAgain() {
    var random = new Random(3);
    List<OffsetRange> ranges = cut(random);

    try (RangeReader reader = reader()) {
      for (int i = 0; i < 100; i++) {
        OffsetRange range = ranges.get(random.nextInt(ranges.size()));
        assertThat(read(reader, range)).isEqualTo(expected(range));
      }
    }
  }

  @Test
  void shouldSayWhenTheLogNoLongerHasARange() throws Exception {
    var lane = new TopicPartition(Topics.SETTLEMENTS.name(), 0);
    try (Admin admin = broker.admin();
        RangeReader reader = reader()) {
      admin.deleteRecords(Map.of(lane, RecordsToDelete.beforeOffset(100))).all().get();

      assertThatThrownBy(() -> reader.read(new OffsetRange(0, 90, 110)))
          .isInstanceOf(OffsetOutOfRangeException.class);
      var left = new OffsetRange(0, 100, 110);
      assertThat(read(reader, left)).isEqualTo(expected(left));
    }
  }
}
