package io.infera.verification.stream;

import io.infera.verification.domain.errorrates.EpochTally;
import io.infera.verification.domain.errorrates.ErrorTally;
import io.infera.verification.domain.judge.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts what closed requests say of errors, beside the judge and in its thread, so that a request
 * costs some additions and no element on the wire; hands the counts on when their epoch is over.
 *
 * <p>What is not handed on yet is operator state, a list: whoever gets a part of it adds it to its
 * own, and the sums come out the same.
 */
public final class Census extends AbstractStreamOperator<EpochTally>
    implements OneInputStreamOperator<Observation, EpochTally> {
  private static final long serialVersionUID = 1L;

  private final long epochMillis;
  private transient TreeMap<Cell, ErrorTally> tallies;
  private transient ListState<byte[]> kept;

  /** Looked up at every request: the last one is tried first. */
  private transient Cell lastCell;

  private transient ErrorTally lastTally;

  private record Cell(long epoch, String modelId, int policyVersion) implements Comparable<Cell> {
    boolean is(long otherEpoch, Observation observation) {
      return epoch == otherEpoch
          && policyVersion == observation.policyVersion()
          && modelId.equals(observation.modelId());
    }

    @Override
    public int compareTo(Cell other) {
      int byEpoch = Long.compare(epoch, other.epoch);
      int byModel = byEpoch != 0 ? byEpoch : modelId.compareTo(other.modelId);
      return byModel != 0 ? byModel : Integer.compare(policyVersion, other.policyVersion);
    }
  }

  public Census(Duration epoch) {
    this.epochMillis = epoch.toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    tallies = new TreeMap<>();
    kept =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    Uids.CENSUS_STATE, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    for (byte[] bytes : kept.get()) {
      EpochTally part = EpochTally.fromBytes(bytes);
      tally(new Cell(part.epoch(), part.modelId(), part.policyVersion())).add(part.tally());
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<byte[]> all = new ArrayList<>(tallies.size());
    tallies.forEach((cell, tally) -> all.add(element(cell, tally).toBytes()));
    kept.update(all);
  }

  @Override
  public void processElement(StreamRecord<Observation> element) {
    Observation observation = element.getValue();
    long epoch = Math.floorDiv(observation.closedAt().toEpochMilli(), epochMillis);
    if (lastCell == null || !lastCell.is(epoch, observation)) {
      lastCell = new Cell(epoch, observation.modelId(), observation.policyVersion());
      lastTally = tally(lastCell);
    }
    lastTally.add(observation);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    while (!tallies.isEmpty() && end(tallies.firstKey()) <= mark.getTimestamp()) {
      var first = tallies.pollFirstEntry();
      lastCell = null;
      output.collect(
          new StreamRecord<>(element(first.getKey(), first.getValue()), end(first.getKey())));
    }
    super.processWatermark(mark);
  }

  private ErrorTally tally(Cell cell) {
    return tallies.computeIfAbsent(cell, any -> new ErrorTally());
  }

  private long end(Cell cell) {
    return (cell.epoch() + 1) * epochMillis;
  }

  private static EpochTally element(Cell cell, ErrorTally tally) {
    return new EpochTally(cell.modelId(), cell.policyVersion(), cell.epoch(), tally);
  }
}
