package io.infera.infra.local;

import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcessSpec;
import io.infera.schemas.identity.Identity;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node, with a key of its own. */
final class NodeService {
  static final String ENGINE = "engine";
  static final String STUB = "stub";

  private static final String MODULE = "gpu-consumer";
  private static final String MAIN = "io.infera.node.NodeMain";
  private static final int HEAP_MB = 192;

  private NodeService() {}

  static boolean isStub(NodeSpec node) {
    return STUB.equals(node.settings().get(ENGINE));
  }

  static ProcessSpec prepare(Layout layout, NodeSpec node) {
    Path key = layout.state().key(node.name());
    Map<String, String> settings = layout.common(node.name(), Identity.loadOrCreate(key).address());
    settings.put("key.file", key.toString());
    settings.put("model.dir", layout.repository().preparedModels().toString());
    settings.putAll(node.settings());
    Path configuration = layout.configure(node.name(), settings);
    List<String> arguments = List.of("--config", configuration.toString());
    Jvm jvm = Jvm.node(HEAP_MB).tuned(layout.tuning());
    Map<String, String> environment = new HashMap<>(Jvm.environment());
    environment.putAll(node.environment());
    return ProcessSpec.of(
            node.name(),
            node.program()
                .map(program -> jvm.command(program.jars(), program.mainClass(), arguments))
                .orElseGet(
                    () -> jvm.command(layout.repository().application(MODULE), MAIN, arguments)),
            layout.state().path(),
            layout.state().log(node.name()),
            HealthProbe.http(layout.health(node.name())),
            StopOrder.NODE)
        .withEnvironment(environment);
  }
}
