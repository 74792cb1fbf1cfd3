package io.infera.verification.domain.errorrates;

import io.infera.event.ErrorRateEpoch;
import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The state of one model: totals by version of its policy, and epochs that are not over. */
public final class ModelErrors {
  private static final byte V1 = 1;
  private static final int VERSIONS_KEPT = 16;

  private final String modelId;
  private final TreeMap<Integer, ErrorTally> totals = new TreeMap<>();
  private final TreeMap<Long, TreeMap<Integer, ErrorTally>> open = new TreeMap<>();

  private ModelErrors(String modelId) {
    this.modelId = modelId;
  }

  /** Nothing was observed yet. */
  public static ModelErrors of(String modelId) {
    return new ModelErrors(modelId);
  }

  /** Takes what was counted in a part of an epoch. */
  public void add(EpochTally part) {
    open.computeIfAbsent(part.epoch(), epoch -> new TreeMap<>())
        .computeIfAbsent(part.policyVersion(), version -> new ErrorTally())
        .add(part.tally());
  }

  /**
   * Event time has reached {@code now}, and all that was observed until then is in: what is to be
   * said of the epochs that are over, in order of time and version.
   */
  public List<ErrorRateEpoch> onTime(Instant now, Duration length) {
    List<ErrorRateEpoch> over = new ArrayList<>();
    while (!open.isEmpty() && !end(open.firstKey(), length).isAfter(now)) {
      Map.Entry<Long, TreeMap<Integer, ErrorTally>> first = open.pollFirstEntry();
      first
          .getValue()
          .forEach((version, tally) -> over.add(close(first.getKey(), version, tally, length)));
    }
    return over;
  }

  private ErrorRateEpoch close(long epoch, int version, ErrorTally tally, Duration length) {
    ErrorTally total = totals.computeIfAbsent(version, any -> new ErrorTally());
    total.add(tally);
    while (totals.size() > VERSIONS_KEPT) {
      totals.pollFirstEntry();
    }
    return ErrorRateEpoch.newBuilder()
        .setModelId(modelId)
        .setPolicyVersion(version)
        .setEpoch(epoch)
        .setStart(end(epoch - 1, length))
        .setEnd(end(epoch, length))
        .setCounts(tally.counts())
        .setTotals(total.counts())
        .setFalsePositive(ErrorRates.falsePositive(total))
        .setFalseNegative(ErrorRates.falseNegative(total))
        .setConfidencePpm(ErrorRates.CONFIDENCE_PPM)
        .build();
  }

  /** When an epoch ends. */
  public static Instant end(long epoch, Duration length) {
    return Instant.ofEpochMilli((epoch + 1) * length.toMillis());
  }

  /** An independent copy. */
  public ModelErrors copy() {
    var copy = new ModelErrors(modelId);
    totals.forEach((version, tally) -> copy.totals.put(version, tally.copy()));
    open.forEach(
        (epoch, versions) -> {
          var tallies = new TreeMap<Integer, ErrorTally>();
          versions.forEach((version, tally) -> tallies.put(version, tally.copy()));
          copy.open.put(epoch, tallies);
        });
    return copy;
  }

  /** In the newest format. */
  public byte[] toBytes() {
    var out = new StateOutput(V1);
    out.text(modelId);
    write(out, totals);
    out.list(open.entrySet(), (to, epoch) -> write(to.int64(epoch.getKey()), epoch.getValue()));
    return out.toBytes();
  }

  /**
   * @throws IllegalArgumentException when the bytes are none that {@link #toBytes} wrote
   */
  public static ModelErrors fromBytes(byte[] bytes) {
    return StateInput.whole(bytes, ModelErrors::read);
  }

  private static ModelErrors read(byte[] bytes) {
    var in = new StateInput(bytes);
    in.version("a model's rates of error", V1);
    var errors = new ModelErrors(in.text());
    errors.totals.putAll(versions(in));
    in.list(from -> errors.open.put(from.int64(), versions(from)));
    in.end();
    return errors;
  }

  private static void write(StateOutput out, TreeMap<Integer, ErrorTally> versions) {
    out.list(
        versions.entrySet(), (to, version) -> version.getValue().write(to.int32(version.getKey())));
  }

  private static TreeMap<Integer, ErrorTally> versions(StateInput in) {
    var versions = new TreeMap<Integer, ErrorTally>();
    in.list(from -> versions.put(from.int32(), ErrorTally.read(from)));
    return versions;
  }
}
