package io.infera.settlement.faults;

import java.util.Random;

/**
 * What one run is to be, from its seed.
 *
 * @param settlements how many are to be settled
 * @param kind how sinks die
 * @param twin whether a second sink with the same keys runs beside it
 * @param sharedKey whether both lanes have one account
 * @param legacy whether transactions offer one price
 * @param batch most settlements in a batch
 * @param confirmations until a batch is final
 * @param meanSteps how many steps a sink lives, on average
 * @param permille how many requests of a thousand have trouble
 */
record FaultSetting(
    long seed,
    int settlements,
    Kind kind,
    boolean twin,
    boolean sharedKey,
    boolean legacy,
    int batch,
    int confirmations,
    int meanSteps,
    int permille) {
  /** How sinks die, and on what chain. */
  enum Kind {
    IN_PROCESS,
    KILL_9,
    /** The contract takes any batch: the run is to show that loss and duplication are seen. */
    CONTROL
  }

  static FaultSetting of(long seed, int settlements, Kind kind) {
    // Random begins alike for seeds that lie close: its first boolean is true for all from 1 to 64.
    var random = new Random(seed * 0x9E3779B97F4A7C15L);
    return new FaultSetting(
        seed,
        settlements,
        kind,
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextInt(4) == 0,
        15 + random.nextInt(60),
        1 + random.nextInt(6),
        30 + random.nextInt(50),
        10 + random.nextInt(40));
  }
}
