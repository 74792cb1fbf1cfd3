package io.infera.settlement;

import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.UndecodableException;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.OffsetRange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Makes a batch of a range's records. What is no settlement, or holds what the chain has no place
 * for, becomes a dead letter and stays in the range without a leaf.
 */
final class SettlementReader {
  private static final String APPLICATION = "settlement-sink";

  private final Deserializer<SettlementEvent> deserializer;
  private final Consumer<ProducerRecord<byte[], byte[]>> deadLetters;

  SettlementReader(
      Deserializer<SettlementEvent> deserializer,
      Consumer<ProducerRecord<byte[], byte[]>> deadLetters) {
    this.deserializer = deserializer;
    this.deadLetters = deadLetters;
  }

  /**
   * The batch of a range.
   *
   * @throws io.infera.schemas.serde.RegistryUnavailableException when a schema is not known yet and
   *     the registry does not answer: nothing is wrong with the records
   */
  Batch batch(OffsetRange range, List<ConsumerRecord<byte[], byte[]>> records) {
    var entries = new ArrayList<Entry>(records.size());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      entries.add(entry(record));
    }
    return Batch.of(range, entries);
  }

  private Entry entry(ConsumerRecord<byte[], byte[]> record) {
    try {
      SettlementEvent event = deserializer.deserialize(Topics.SETTLEMENTS.name(), record.value());
      if (event == null) {
        throw new IllegalArgumentException("expected a settlement, found a record without a value");
      }
      return Entry.Settled.of(record.partition(), record.offset(), event);
    } catch (UndecodableException | IllegalArgumentException e) {
      deadLetters.accept(DeadLetter.of(APPLICATION, record, e));
      return new Entry.Unreadable(record.offset(), sha256(record.value()));
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
