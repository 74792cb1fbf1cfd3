package io.infera.schemas.catalog;

/**
 * How much of each broker one user may take. Who takes more is made to wait, not refused.
 *
 * @param produceBytes bytes a second that it may write
 * @param consumeBytes bytes a second that it may read
 * @param requestPercent time of the broker's threads, where 100 is one thread
 */
public record Quota(long produceBytes, long consumeBytes, double requestPercent) {
  public Quota {
    if (produceBytes < 1 || consumeBytes < 1 || requestPercent <= 0) {
      throw new IllegalArgumentException(
          "a quota needs positive bounds, found "
              + produceBytes
              + " and "
              + consumeBytes
              + " bytes a second and "
              + requestPercent
              + " percent; a bound of zero would stop its user for good");
    }
  }
}
