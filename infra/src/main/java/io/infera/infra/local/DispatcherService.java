package io.infera.infra.local;

import io.infera.infra.process.ProcessSpec;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The dispatcher: assigns, admits nodes, runs the ticker. */
final class DispatcherService {
  static final String NAME = "dispatcher";

  /** Short, so that one sees beacons change. */
  static final String BEACON_EPOCH = "10s";

  private static final ServiceSpec SERVICE =
      new ServiceSpec(NAME, "dispatcher-streams", "io.infera.dispatcher.DispatcherMain", 256);

  private DispatcherService() {}

  static ProcessSpec prepare(Layout layout, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME, AccessRules.nameOf(Role.DISPATCHER));
    settings.put("beacon.epoch", BEACON_EPOCH);
    if (layout.state().access().required()) {
      settings.put("node.access", "acl");
    }
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return SERVICE.process(layout, List.of("--config", configuration.toString()));
  }
}
