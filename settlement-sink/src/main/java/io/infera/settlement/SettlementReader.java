package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.UndecodableException;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.OffsetRange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Makes a batch of a range's records. What is no settlement, holds what the chain has no place for,
 * or stands on a lane that is not its key's, becomes a dead letter and stays in the range without a
 * leaf: Kafka lets a writer put a record on any partition, and a copy on a second lane would be
 * settled a second time. It follows that the number of lanes of a contract never changes.
 */
public final class SettlementReader {
  private static final String APPLICATION = "settlement-sink";

  private final Deserializer<SettlementEvent> deserializer;
  private final int lanes;
  private final Consumer<ProducerRecord<byte[], byte[]>> deadLetters;

  /**
   * @param lanes how many lanes there are
   */
  public SettlementReader(
      Deserializer<SettlementEvent> deserializer,
      int lanes,
      Consumer<ProducerRecord<byte[], byte[]>> deadLetters) {
    this.deserializer = deserializer;
    this.lanes = lanes;
    this.deadLetters = deadLetters;
  }

  /**
   * The batch of a range.
   *
   * @throws io.infera.schemas.serde.RegistryUnavailableException when a schema is not known yet and
   *     the registry does not answer: nothing is wrong with the records
   */
  public Batch batch(OffsetRange range, List<ConsumerRecord<byte[], byte[]>> records) {
    var entries = new ArrayList<Entry>(records.size());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      entries.add(entry(record));
    }
    return Batch.of(range, entries);
  }

  /** What stands at a record's offset. */
  public Entry entry(ConsumerRecord<byte[], byte[]> record) {
    try {
      SettlementEvent event = deserializer.deserialize(Topics.SETTLEMENTS.name(), record.value());
      if (event == null) {
        throw new IllegalArgumentException("expected a settlement, found a record without a value");
      }
      requireHome(record, RequestKey.of(event).toString().getBytes(UTF_8));
      return Entry.Settled.of(record.partition(), record.offset(), event);
    } catch (UndecodableException | IllegalArgumentException e) {
      deadLetters.accept(DeadLetter.of(APPLICATION, record, e));
      return new Entry.Unreadable(record.offset(), sha256(record.value()));
    }
  }

  private void requireHome(ConsumerRecord<byte[], byte[]> record, byte[] key) {
    if (!Arrays.equals(key, record.key())) {
      throw new IllegalArgumentException(
          "expected the key "
              + new String(key, UTF_8)
              + ", found "
              + (record.key() == null ? "none" : new String(record.key(), UTF_8)));
    }
    int home = Utils.toPositive(Utils.murmur2(key)) % lanes;
    if (home != record.partition()) {
      throw new IllegalArgumentException(
          "expected it on lane "
              + home
              + ", where its key belongs, found it on lane "
              + record.partition());
    }
  }

  private static Bytes32 sha256(byte[] value) {
    try {
      return Bytes32.of(
          MessageDigest.getInstance("SHA-256").digest(value == null ? new byte[0] : value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
