package io.infera.infra.bench;

/**
 * How many requests go before what is measured. A virtual machine compiles for as long as it finds
 * something worth it, and a dozen of them on two cores for minutes; until then a benchmark measures
 * compilers. So unless a number is given, the warm-up goes on in rounds until little of the
 * processors' time is spent so.
 *
 * @param round requests of a round, 0 or more
 * @param atLeast requests in all, whatever is compiled
 * @param atMost requests in all; the round that reaches it is the last
 */
record WarmUp(int round, int atLeast, int atMost) {
  /** Largest share of the processors' time that compilers may have when measuring begins. */
  private static final double COMPILING_AT_MOST = 0.05;

  private static final int ROUND = 50_000;
  private static final int LONGEST = 1_000_000;

  WarmUp {
    if (round < 0) {
      throw new IllegalArgumentException("--warm-up should be at least 0, found " + round);
    }
  }

  /** So many, in one round. */
  static WarmUp of(int requests) {
    return new WarmUp(requests, requests, requests);
  }

  /** As many as it takes. */
  static WarmUp untilCompiled() {
    return new WarmUp(ROUND, ROUND, LONGEST);
  }

  /** The same, with at least so many. */
  WarmUp atLeast(int requests) {
    int least = Math.max(atLeast, requests);
    return new WarmUp(Math.max(round, Math.min(least, ROUND)), least, Math.max(least, atMost));
  }

  /**
   * Whether another round is due.
   *
   * @param asked requests so far
   * @param last what the last round used; anything before the first
   */
  boolean goesOn(int asked, CpuUsage.Time last) {
    return asked < atLeast || asked < atMost && last.compiling() > COMPILING_AT_MOST * last.all();
  }
}
