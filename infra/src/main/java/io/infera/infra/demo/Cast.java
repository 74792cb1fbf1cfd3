package io.infera.infra.demo;

import io.infera.infra.impostor.ImpostorMain;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.NodeSpec.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Who plays what. Which of the market's nodes is the impostor and which is killed follows from the
 * seed; their processes have names that say nothing.
 *
 * @param kinds every node by what it is, in the order of their names
 */
record Cast(Map<NodeSpec, NodeKind> kinds) {
  private static final int HONEST = 5;

  /** Five honest nodes that stay, one that is killed, an impostor, and a backstop. */
  static Cast of(long seed, Path impostorJars) {
    var parts = new ArrayList<NodeKind>(Collections.nCopies(HONEST, NodeKind.HONEST));
    parts.add(NodeKind.KILLED);
    parts.add(NodeKind.IMPOSTOR);
    Collections.shuffle(parts, new Random(seed));
    var program = new Program(List.of(impostorJars), ImpostorMain.class.getName());
    var kinds = new LinkedHashMap<NodeSpec, NodeKind>();
    for (NodeSpec node : NodeSpec.usual(parts.size(), 1, Map.of())) {
      NodeKind kind = node.backstop() ? NodeKind.BACKSTOP : parts.remove(0);
      kinds.put(kind == NodeKind.IMPOSTOR ? node.runBy(program) : node, kind);
    }
    return new Cast(Collections.unmodifiableMap(kinds));
  }

  List<NodeSpec> nodes() {
    return List.copyOf(kinds.keySet());
  }

  /** The one node of this kind. */
  NodeSpec the(NodeKind kind) {
    return kinds.entrySet().stream()
        .filter(node -> node.getValue() == kind)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
