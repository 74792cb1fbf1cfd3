package io.infera.infra.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which faults are injected and when: a function of the seed. As many kills as asked for, their
 * kinds in equal shares; of each other kind one for every forty kills, at least one. They come one
 * after the other, in random order, at points spread at random over the requests.
 *
 * @param faults in the order of their injection
 */
record FaultPlan(List<PlannedFault> faults) {
  private static final int KILLS_FOR_EACH_OTHER = 40;
  private static final int LONGEST_DELAY_MS = 1500;

  FaultPlan {
    faults = List.copyOf(faults);
  }

  /**
   * @param kills how many kills, 0 or more
   * @param requests how many requests the faults are spread over, at least 1
   * @throws IllegalArgumentException when kills are asked for and no kind of kill is permitted
   */
  static FaultPlan of(long seed, int kills, int requests, Set<FaultKind> kinds) {
    Random random = new Random(seed);
    List<FaultKind> order = kinds(kills, kinds);
    Collections.shuffle(order, random);
    List<Integer> due =
        IntStream.range(0, order.size()).mapToObj(i -> random.nextInt(requests)).sorted().toList();
    var faults = new ArrayList<PlannedFault>();
    for (int i = 0; i < order.size(); i++) {
      faults.add(
          new PlannedFault(
              order.get(i),
              due.get(i),
              Duration.ofMillis(random.nextInt(LONGEST_DELAY_MS)),
              random.nextInt(Integer.MAX_VALUE)));
    }
    return new FaultPlan(faults);
  }

  private static List<FaultKind> kinds(int kills, Set<FaultKind> permitted) {
    List<FaultKind> lethal = permitted.stream().filter(FaultKind::kill).sorted().toList();
    if (kills > 0 && lethal.isEmpty()) {
      throw new IllegalArgumentException(
          kills + " kills are asked for, but the faults name no process to kill");
    }
    var kinds = new ArrayList<FaultKind>();
    for (int i = 0; i < kills; i++) {
      kinds.add(lethal.get(i % lethal.size()));
    }
    int others = Math.max(1, kills / KILLS_FOR_EACH_OTHER);
    permitted.stream()
        .filter(kind -> !kind.kill())
        .sorted()
        .forEach(kind -> kinds.addAll(Collections.nCopies(others, kind)));
    return kinds;
  }

  /** How many of them are kills. */
  int kills() {
    return (int) faults.stream().filter(fault -> fault.kind().kill()).count();
  }

  /**
   * How many requests may be sent at full speed while this fault is waited for or recovered from:
   * up to the turn of the next, so that every fault meets its share of the load.
   *
   * @param at index of the fault; the number of faults when none is left
   */
  int limit(int at, int requests) {
    return at + 1 < faults.size() ? faults.get(at + 1).due() : requests;
  }
}
