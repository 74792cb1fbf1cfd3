package io.infera.settlement.watch.domain;

import io.infera.settlement.domain.Bytes32;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the watcher remembers: up to where it has read the chain, and what it has published, so that
 * it publishes what changed and nothing else. All of it can be had again from the chain; then
 * everything is published once more, the same as before.
 */
public final class WatchBook {
  /** Epochs whose beacons are remembered. The dispatcher keeps as many. */
  private static final int EPOCHS = 64;

  private final Trail trail;
  private final Map<String, String> stakes;
  private final Map<String, String> deposits;
  private final Map<String, Set<String>> models;
  private final NavigableMap<Long, Bytes32> beacons;

  /**
   * A book as it was kept.
   *
   * @param stakes by node, what was published, in a text of any form
   * @param deposits the same by requester
   * @param models by requester, hashes of the models that it was debited for
   * @param beacons by epoch, hash of the block that was published last for it
   */
  public WatchBook(
      Trail trail,
      Map<String, String> stakes,
      Map<String, String> deposits,
      Map<String, Set<String>> models,
      Map<Long, Bytes32> beacons) {
    this.trail = trail;
    this.stakes = new TreeMap<>(stakes);
    this.deposits = new TreeMap<>(deposits);
    this.models = new TreeMap<>(models);
    this.beacons = new TreeMap<>(beacons);
  }

  /** A book in which nothing stands. */
  public static WatchBook empty() {
    return new WatchBook(new Trail(List.of()), Map.of(), Map.of(), Map.of(), Map.of());
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

  public Map<Long, Bytes32> beacons() {
    return Collections.unmodifiableMap(beacons);
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

  /**
   * Notes the block of an epoch's beacon; true when it is news: the first one, or another one,
   * since the chain was reorganised. An epoch before all that are remembered is past.
   */
  public boolean beacon(long epoch, Bytes32 block) {
    if (!beacons.isEmpty() && epoch < beacons.firstKey()) {
      return false;
    }
    boolean news = !block.equals(beacons.put(epoch, block));
    while (beacons.size() > EPOCHS) {
      beacons.pollFirstEntry();
    }
    return news;
  }
}
