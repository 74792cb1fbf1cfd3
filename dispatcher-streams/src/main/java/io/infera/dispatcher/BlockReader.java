package io.infera.dispatcher;

import io.infera.event.EpochBeacon;
import io.infera.schemas.catalog.Tick;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows infera.beacons, and keeps the blocks of the last epochs. The last one told for an epoch
 * counts: there is another one when the chain was reorganised.
 */
final class BlockReader implements LogFollower.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(BlockReader.class);
  private static final int KEPT = 64;

  private final Deserializer<EpochBeacon> deserializer;
  private final long epochMillis;
  private final DeadLetters deadLetters;
  private final ConcurrentSkipListMap<Long, EpochBeacon> blocks = new ConcurrentSkipListMap<>();
  private boolean warned;

  BlockReader(Deserializer<EpochBeacon> deserializer, Duration epoch, DeadLetters deadLetters) {
    this.deserializer = deserializer;
    this.epochMillis = epoch.toMillis();
    this.deadLetters = deadLetters;
  }

  /** The youngest block that is known of an epoch or one before. */
  Optional<EpochBeacon> upTo(long epoch) {
    return Optional.ofNullable(blocks.floorEntry(epoch)).map(Map.Entry::getValue);
  }

  @Override
  public void on(ConsumerRecord<byte[], byte[]> record) {
    if (Tick.is(record.key(), record.value()) || record.value() == null) {
      return;
    }
    try {
      take(deserializer.deserialize(record.topic(), record.value()));
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      deadLetters.put(record, e);
    }
  }

  private void take(EpochBeacon beacon) {
    if (beacon.getEpochMs() != epochMillis) {
      if (!warned) {
        warned = true;
        LOG.warn(
            "The chain watcher's beacon.epoch is {} ms, ours {} ms: its blocks cannot be used",
            beacon.getEpochMs(),
            epochMillis);
      }
      return;
    }
    blocks.put(beacon.getEpoch(), beacon);
    while (blocks.size() > KEPT) {
      blocks.pollFirstEntry();
    }
  }
}
