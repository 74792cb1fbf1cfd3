package io.infera.verification.domain.reputation;

import io.infera.verification.domain.StateInput;
import io.infera.verification.domain.StateOutput;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;

/**
 * A request in which a node was shown wrong.
 *
 * @param closedAt when its verdict closed, milliseconds since 1970
 * @param shared true when another node was shown wrong with the same answer
 */
record Evidence(long closedAt, String requestKey, boolean shared) implements Comparable<Evidence> {
  static final int MOST = 16;

  private static final Comparator<Evidence> LATEST_FIRST =
      Comparator.comparingLong(Evidence::closedAt).reversed().thenComparing(Evidence::requestKey);

  Evidence {
    Objects.requireNonNull(requestKey, "requestKey");
  }

  /** The latest first. */
  @Override
  public int compareTo(Evidence other) {
    return LATEST_FIRST.compare(this, other);
  }

  /** Adds to a set and keeps the latest, whatever the order of addition. */
  static void add(TreeSet<Evidence> latest, Evidence evidence) {
    latest.add(evidence);
    if (latest.size() > MOST) {
      latest.pollLast();
    }
  }

  void write(StateOutput out) {
    out.int64(closedAt).text(requestKey).bool(shared);
  }

  static Evidence read(StateInput in, byte version) {
    return new Evidence(in.int64(), in.text(), version >= ReputationFormat.V4 && in.bool());
  }
}
