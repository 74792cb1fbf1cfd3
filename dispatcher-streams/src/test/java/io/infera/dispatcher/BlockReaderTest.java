package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.ChainBlock;
import io.infera.event.EpochBeacon;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class BlockReaderTest {
  private static final Duration EPOCH = Duration.ofMinutes(1);

  private final Map<String, EpochBeacon> values = new HashMap<>();
  private final BlockReader reader =
      new BlockReader((topic, bytes) -> values.get(new String(bytes, UTF_8)), EPOCH, null);

  private EpochBeacon tell(long epoch, Duration length, String hash) {
    var block = new ChainBlock(31_337L, epoch, Records.digest(hash), Instant.ofEpochSecond(epoch));
    var beacon = new EpochBeacon(epoch, length.toMillis(), block);
    values.put(hash, beacon);
    byte[] key = Long.toString(epoch).getBytes(UTF_8);
    reader.on(
        new ConsumerRecord<>(Topics.BEACONS.name(), 0, values.size(), key, hash.getBytes(UTF_8)));
    return beacon;
  }

  @Test
  void shouldKnowTheYoungestBlockUpToAnEpoch() {
    assertThat(reader.upTo(7)).isEmpty();
    EpochBeacon five = tell(5, EPOCH, "a");
    EpochBeacon seven = tell(7, EPOCH, "b");
    assertThat(reader.upTo(4)).isEmpty();
    assertThat(reader.upTo(6)).contains(five);
    assertThat(reader.upTo(7)).contains(seven);
    assertThat(reader.upTo(9)).contains(seven);
  }

  @Test
  void shouldGoByTheLastBlockThatIsToldForAnEpoch() {
    tell(5, EPOCH, "a");
    EpochBeacon seven = tell(7, EPOCH, "b");
    EpochBeacon instead = tell(5, EPOCH, "c");
    assertThat(reader.upTo(5)).contains(instead);
    assertThat(reader.upTo(7)).contains(seven);
  }

  @Test
  void shouldUseNoBlockOfEpochsOfAnotherLength() {
    tell(5, EPOCH.multipliedBy(2), "a");
    assertThat(reader.upTo(5)).isEmpty();
  }

  @Test
  void shouldForgetEpochsOfLongAgo() {
    for (long epoch = 1; epoch <= 100; epoch++) {
      tell(epoch, EPOCH, "a" + epoch);
    }
    assertThat(reader.upTo(36)).isEmpty();
    assertThat(reader.upTo(37)).isPresent();
  }
}
