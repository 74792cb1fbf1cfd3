package io.infera.infra.local;

import io.infera.schemas.catalog.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What network to run.
 *
 * @param repository artifacts
 * @param state what it keeps; continues from it
 * @param nodes which nodes; none at all together with {@code services} false
 * @param services false to run broker, registry and EVM node alone
 * @param ports ports that must be used, by name of the process
 * @param overrides settings of the services by name of the process, instead of the launcher's
 * @param partitions of each topic keyed by request, where they are made
 * @param tuning what the Java processes on a request's way are to be good for
 * @param secure true to have everybody log in, and deny what is not allowed; a network that began
 *     so stays so
 * @param economy true for all contracts, staked nodes and a deposit; false for a settlement log
 *     alone
 * @param attested true to have three attesters judge every batch again, two of whom must sign; a
 *     network that began so stays so
 */
public record NetworkOptions(
    Repository repository,
    StateDirectory state,
    List<NodeSpec> nodes,
    boolean services,
    Map<String, Integer> ports,
    Map<String, Map<String, String>> overrides,
    int partitions,
    Jvm.Tuning tuning,
    boolean secure,
    boolean economy,
    boolean attested) {
  private static final long MIB = 1L << 20;
  private static final long BASE_MIB = 700;
  private static final long SERVICES_MIB = 1_000;
  private static final long MODEL_NODE_MIB = 600;
  private static final long STUB_NODE_MIB = 180;
  private static final long ATTESTERS_MIB = 450;

  public NetworkOptions {
    nodes = List.copyOf(nodes);
    ports = Map.copyOf(ports);
    overrides = Map.copyOf(overrides);
    Set<String> names = new HashSet<>();
    for (NodeSpec node : nodes) {
      if (!names.add(node.name())) {
        throw new IllegalArgumentException("two nodes are named " + node.name());
      }
    }
  }

  /** Everything, with these nodes. */
  public static NetworkOptions of(
      Repository repository, StateDirectory state, List<NodeSpec> nodes) {
    return new NetworkOptions(
        repository,
        state,
        nodes,
        true,
        Map.of(),
        Map.of(),
        Topics.REQUEST_PARTITIONS,
        Jvm.Tuning.SMALL,
        false,
        true,
        false);
  }

  /** Broker, registry and EVM node alone. */
  public static NetworkOptions baseOnly(Repository repository, StateDirectory state) {
    return new NetworkOptions(
        repository,
        state,
        List.of(),
        false,
        Map.of(),
        Map.of(),
        Topics.REQUEST_PARTITIONS,
        Jvm.Tuning.SMALL,
        false,
        false,
        false);
  }

  public NetworkOptions withPorts(Map<String, Integer> configured) {
    return with(draft -> draft.ports = configured);
  }

  public NetworkOptions withOverrides(Map<String, Map<String, String>> settings) {
    return with(draft -> draft.overrides = settings);
  }

  public NetworkOptions withPartitions(int count) {
    return with(draft -> draft.partitions = count);
  }

  public NetworkOptions withTuning(Jvm.Tuning other) {
    return with(draft -> draft.tuning = other);
  }

  public NetworkOptions withAccessControl(boolean on) {
    return with(draft -> draft.secure = on);
  }

  public NetworkOptions withEconomy(boolean on) {
    return with(draft -> draft.economy = on);
  }

  public NetworkOptions withAttesters(boolean on) {
    return with(draft -> draft.attested = on);
  }

  private NetworkOptions with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return new NetworkOptions(
        repository,
        state,
        nodes,
        services,
        draft.ports,
        draft.overrides,
        draft.partitions,
        draft.tuning,
        draft.secure,
        draft.economy,
        draft.attested);
  }

  /** What may still be changed. */
  private static final class Draft {
    private Map<String, Integer> ports;
    private Map<String, Map<String, String>> overrides;
    private int partitions;
    private Jvm.Tuning tuning;
    private boolean secure;
    private boolean economy;
    private boolean attested;

    Draft(NetworkOptions from) {
      ports = from.ports;
      overrides = from.overrides;
      partitions = from.partitions;
      tuning = from.tuning;
      secure = from.secure;
      economy = from.economy;
      attested = from.attested;
    }
  }

  /** True when a node runs no model. */
  boolean hasStubs() {
    return nodes.stream().anyMatch(NodeService::isStub);
  }

  /** Memory that all of it takes, in bytes, by measurement. */
  long neededBytes() {
    long nodesMib =
        nodes.stream()
            .mapToLong(node -> NodeService.isStub(node) ? STUB_NODE_MIB : MODEL_NODE_MIB)
            .sum();
    long servicesMib = services ? SERVICES_MIB + (attested ? ATTESTERS_MIB : 0) : 0;
    return (BASE_MIB + servicesMib + nodesMib) * MIB * tuning.heapFactor();
  }
}
