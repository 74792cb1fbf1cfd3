package io.infera.settlement.chain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What is tried on a chain at random, counted by what it was or why it was refused. */
final class Deeds {
  private final EvmChain chain;
  private final Random random;
  private final Map<String, Integer> done = new TreeMap<>();
  private final Map<String, Integer> refused = new TreeMap<>();

  Deeds(EvmChain chain, long seed) {
    this.chain = chain;
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int times) {
    return below(times) == 0;
  }

  <T> T any(List<T> of) {
    return of.get(below(of.size()));
  }

  /** Sends a call that may be refused. */
  Optional<EvmChain.Done> attempt(
      String what, String from, Contract contract, String function, Object... arguments) {
    Optional<EvmChain.Done> result = chain.attempt(from, contract, function, arguments);
    if (result.isPresent()) {
      did(what);
    } else {
      refused.merge(chain.refusal(from, contract, function, arguments), 1, Integer::sum);
    }
    return result;
  }

  void did(String what) {
    done.merge(what, 1, Integer::sum);
  }

  int count(String what) {
    return done.getOrDefault(what, 0);
  }

  /** How often something was refused with an error. */
  int refused(String error) {
    return refused.getOrDefault(error, 0);
  }

  int refused() {
    return refused.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return "done " + done + ", refused " + refused;
  }
}
