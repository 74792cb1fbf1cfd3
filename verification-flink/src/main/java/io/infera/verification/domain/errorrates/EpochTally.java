package io.infera.verification.domain.errorrates;

import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.util.Objects;

/**
 * What was counted of one model under one version of its policy in one epoch, or a part of it.
 *
 * @param tally what was counted; belongs to this alone
 */
public record EpochTally(String modelId, int policyVersion, long epoch, ErrorTally tally) {
  private static final byte V1 = 1;

  public EpochTally {
    Objects.requireNonNull(modelId, "modelId");
    Objects.requireNonNull(tally, "tally");
  }

  /** In the newest format. */
  public byte[] toBytes() {
    var out = new StateOutput(V1);
    out.text(modelId).int32(policyVersion).int64(epoch);
    tally.write(out);
    return out.toBytes();
  }

  /**
   * @throws IllegalArgumentException when the bytes are none that {@link #toBytes} wrote
   */
  public static EpochTally fromBytes(byte[] bytes) {
    return StateInput.whole(bytes, EpochTally::read);
  }

  private static EpochTally read(byte[] bytes) {
    var in = new StateInput(bytes);
    in.version("counts of an epoch", V1);
    var tally = new EpochTally(in.text(), in.int32(), in.int64(), ErrorTally.read(in));
    in.end();
    return tally;
  }
}
