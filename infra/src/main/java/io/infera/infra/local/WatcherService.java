package io.infera.infra.local;

import io.infera.infra.process.ProcessSpec;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The chain watcher: tells the network what the local chain says. */
final class WatcherService {
  static final String NAME = "watcher";

  private static final ServiceSpec SERVICE =
      new ServiceSpec(NAME, "settlement-sink", "io.infera.settlement.watch.WatcherMain", 96);

  private WatcherService() {}

  /** With this it signs contracts' questions. */
  static Path key(Layout layout) {
    return layout.state().key(NAME);
  }

  static ProcessSpec prepare(Layout layout, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME, AccessRules.nameOf(Role.WATCHER));
    settings.put("chain.rpc.url", layout.evmUrl());
    settings.put("deployment.file", layout.state().contracts().toString());
    settings.put("key.file", key(layout).toString());
    settings.put("beacon.epoch", DispatcherService.BEACON_EPOCH);
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return SERVICE.process(layout, List.of("--config", configuration.toString()));
  }
}
