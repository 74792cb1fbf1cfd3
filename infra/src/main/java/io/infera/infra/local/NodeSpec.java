package io.infera.infra.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node to run.
 *
 * @param name name of its process; says nothing of what it is up to
 * @param backstop true for one of the network's own, which does audits and last attempts
 * @param settings configuration beside what the launcher fills in, and instead of it
 * @param program what to run; empty for the node that production runs
 * @param environment variables of its process beside the usual ones
 */
public record NodeSpec(
    String name,
    boolean backstop,
    Map<String, String> settings,
    Optional<Program> program,
    Map<String, String> environment) {

  /**
   * Another program that is a node, called with {@code --config FILE} too.
   *
   * @param jars directories of its jars
   * @param mainClass its main class
   */
  public record Program(List<Path> jars, String mainClass) {
    public Program {
      jars = List.copyOf(jars);
    }
  }

  public NodeSpec {
    settings = Map.copyOf(settings);
    environment = Map.copyOf(environment);
  }

  /** The node that production runs. */
  public NodeSpec(String name, boolean backstop, Map<String, String> settings) {
    this(name, backstop, settings, Optional.empty(), Map.of());
  }

  /** The usual nodes: {@code node-1...} and {@code backstop-1...}. */
  public static List<NodeSpec> usual(int nodes, int backstops, Map<String, String> settings) {
    List<NodeSpec> specs = new ArrayList<>();
    for (int i = 1; i <= nodes; i++) {
      specs.add(new NodeSpec("node-" + i, false, settings));
    }
    for (int i = 1; i <= backstops; i++) {
      specs.add(new NodeSpec("backstop-" + i, true, settings));
    }
    return specs;
  }

  /** The same with further settings, which win over earlier ones. */
  public NodeSpec with(Map<String, String> further) {
    Map<String, String> merged = new TreeMap<>(settings);
    merged.putAll(further);
    return new NodeSpec(name, backstop, merged, program, environment);
  }

  /** The same in another environment. */
  public NodeSpec in(Map<String, String> other) {
    return new NodeSpec(name, backstop, settings, program, other);
  }

  /** The same, run by another program. */
  public NodeSpec runBy(Program other) {
    return new NodeSpec(name, backstop, settings, Optional.of(other), environment);
  }
}
