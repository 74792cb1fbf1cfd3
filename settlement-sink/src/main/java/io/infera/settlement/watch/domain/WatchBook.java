package io.infera.settlement.watch.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the watcher remembers: up to where it has read the chain, and what it has published, so that
 * it publishes what changed and nothing else. All of it can be had again from the chain; then
 * everything is published once more, the same as before.
 */
public final class WatchBook {
  private final Trail trail;
  private final Map<String, String> stakes;
  private final Map<String, String> deposits;
  private final Map<String, Set<String>> models;
  private long lastBeacon;

  /**
   * A book as it was kept.
   *
   * @param stakes by node, what was published, in a text of any form
   * @param deposits the same by requester
   * @param models by requester, hashes of the models that it was debited for
   * @param lastBeacon last epoch whose block was published
   */
  public WatchBook(
      Trail trail,
      Map<String, String> stakes,
      Map<String, String> deposits,
      Map<String, Set<String>> models,
      long lastBeacon) {
    this.trail = trail;
    this.stakes = new TreeMap<>(stakes);
    this.deposits = new TreeMap<>(deposits);
    this.models = new TreeMap<>(models);
    this.lastBeacon = lastBeacon;
  }

  /** A book in which nothing stands. */
  public static WatchBook empty() {
    return new WatchBook(new Trail(List.of()), Map.of(), Map.of(), Map.of(), Long.MIN_VALUE);
  }

  public Trail trail() {
    return trail;
  }

  public Map<String, String> stakes() {
    return Collections.unmodifiableMap(stakes);
  }

  public Map<String, String> deposits() {
    return Collections.unmodifiableMap(deposits);
  }

  public Map<String, Set<String>> models() {
    return Collections.unmodifiableMap(models);
  }

  public long lastBeacon() {
    return lastBeacon;
  }

  /** Notes a node's stake; true when it is news. */
  public boolean stake(String node, String state) {
    return !state.equals(stakes.put(node, state));
  }

  /** Notes a requester's deposit; true when it is news. */
  public boolean deposit(String requester, String state) {
    return !state.equals(deposits.put(requester, state));
  }

  /** Notes for which models a requester was debited, and tells all there are, in order. */
  public List<String> debited(String requester, Collection<String> modelHashes) {
    Set<String> known = models.getOrDefault(requester, Set.of());
    if (!modelHashes.isEmpty()) {
      var all = new TreeSet<>(known);
      all.addAll(modelHashes);
      models.put(requester, all);
      return List.copyOf(all);
    }
    return new ArrayList<>(known);
  }

  /** Notes an epoch's beacon; true when it is news. What was published once is not changed. */
  public boolean beacon(long epoch) {
    if (epoch <= lastBeacon) {
      return false;
    }
    lastBeacon = epoch;
    return true;
  }
}
