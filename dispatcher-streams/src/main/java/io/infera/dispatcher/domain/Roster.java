package io.infera.dispatcher.domain;

import io.infera.event.Digest;
import io.infera.event.ModelPolicy;
import io.infera.event.RosterChange;
import io.infera.event.ServedModel;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may be drawn, after every change below {@link #version()} of infera.rosters. Immutable; who
 * serves a model is worked out at the first draw for it and kept, so a draw does not grow with the
 * number of nodes.
 *
 * <p>Nodes that name no private pool form the open market; a node that names pools works for these
 * alone.
 */
public final class Roster {
  /** Before the first change. */
  public static final Roster EMPTY = new Roster(0, new TreeMap<>());

  private final long version;
  private final TreeMap<String, RosterChange> latest;
  private final Map<Group, Candidates> groups = new ConcurrentHashMap<>();

  private record Group(
      String modelId, Digest modelDigest, Digest codeDigest, String pool, boolean backstop) {}

  private Roster(long version, TreeMap<String, RosterChange> latest) {
    this.version = version;
    this.latest = latest;
  }

  /**
   * The roster after one more change, which stands at {@code offset} of infera.rosters. Costs O(n).
   */
  public Roster after(RosterChange change, long offset) {
    return new Builder(this).apply(change, offset).build();
  }

  /** The offset of infera.rosters below which every change is in force. */
  public long version() {
    return version;
  }

  /** How many nodes may be drawn, for whatever model. */
  public int members() {
    return (int) latest.values().stream().filter(Roster::drawable).count();
  }

  /**
   * The nodes that serve exactly what a policy demands, in one private pool or (null) the open
   * market.
   */
  public Candidates market(ModelPolicy policy, String pool) {
    return group(policy, pool, false);
  }

  /**
   * The network's own nodes that serve exactly what a policy demands, in one private pool or (null)
   * the open market.
   */
  public Candidates backstop(ModelPolicy policy, String pool) {
    return group(policy, pool, true);
  }

  /** Who runs a node, also one that has left; empty when it was never there. */
  public Optional<String> operatorOf(String nodeId) {
    return Optional.ofNullable(latest.get(nodeId)).map(RosterChange::getOperator);
  }

  /** What is known of a node, also of one that has left. */
  public Optional<RosterChange> find(String nodeId) {
    return Optional.ofNullable(latest.get(nodeId));
  }

  private Candidates group(ModelPolicy policy, String pool, boolean backstop) {
    var group =
        new Group(
            policy.getModelId(), policy.getModelDigest(), policy.getCodeDigest(), pool, backstop);
    Candidates known = groups.get(group);
    return known != null ? known : groups.computeIfAbsent(group, this::select);
  }

  private Candidates select(Group group) {
    return Candidates.of(
        latest.values().stream()
            .filter(node -> drawable(node) && node.getBackstop() == group.backstop())
            .filter(
                node ->
                    group.pool() == null
                        ? node.getPools().isEmpty()
                        : node.getPools().contains(group.pool()))
            .filter(node -> node.getModels().stream().anyMatch(model -> serves(model, group)))
            .toList());
  }

  private static boolean drawable(RosterChange node) {
    return node.getMember() && node.getWeight() > 0;
  }

  private static boolean serves(ServedModel model, Group group) {
    return model.getModelId().equals(group.modelId())
        && model.getModelDigest().equals(group.modelDigest())
        && model.getCodeDigest().equals(group.codeDigest());
  }

  /** Applies many changes before the next roster is made. Not for several threads at once. */
  public static final class Builder {
    private final TreeMap<String, RosterChange> latest;
    private long version;

    public Builder(Roster from) {
      this.latest = new TreeMap<>(from.latest);
      this.version = from.version;
    }

    /**
     * A change at {@code offset}; one below the version so far has been applied already and is
     * passed over.
     */
    public Builder apply(RosterChange change, long offset) {
      if (offset >= version) {
        latest.put(change.getNodeId(), change);
        version = offset + 1;
      }
      return this;
    }

    /** Moves the version over a record that is no change. */
    public Builder skip(long offset) {
      version = Math.max(version, offset + 1);
      return this;
    }

    public Roster build() {
      return new Roster(version, new TreeMap<>(latest));
    }
  }
}
