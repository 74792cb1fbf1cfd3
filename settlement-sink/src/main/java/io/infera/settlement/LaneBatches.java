package io.infera.settlement;

import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.BatchMaker;
import io.infera.settlement.domain.OffsetRange;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * Batches of Kafka's records.
 *
 * @param reader makes them
 * @param ranges reads them again
 * @param writer takes the dead letters that come of it
 */
record LaneBatches(SettlementReader reader, RangeReader ranges, ReceiptWriter writer)
    implements BatchMaker<ConsumerRecord<byte[], byte[]>> {
  @Override
  public Batch batch(OffsetRange range, List<ConsumerRecord<byte[], byte[]>> records) {
    Batch batch = reader.batch(range, records);
    writer.flush();
    return batch;
  }

  @Override
  public Optional<Batch> again(OffsetRange range) {
    try {
      return Optional.of(reader.batch(range, ranges.read(range)));
    } catch (OffsetOutOfRangeException e) {
      return Optional.empty();
    }
  }
}
