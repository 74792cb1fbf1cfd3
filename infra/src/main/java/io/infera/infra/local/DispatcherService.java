package io.infera.infra.local;

import io.infera.infra.process.ProcessSpec;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The dispatcher: assigns, admits nodes, runs the ticker. */
final class DispatcherService {
  static final String NAME = "dispatcher";

  /** Short, so that one sees beacons change. */
  static final String BEACON_EPOCH = "10s";

  private static final ServiceSpec SERVICE =
      new ServiceSpec(NAME, "dispatcher-streams", "io.infera.dispatcher.DispatcherMain", 256);

  private DispatcherService() {}

  /**
   * @param economy the contracts; empty to charge nothing
   */
  static ProcessSpec prepare(
      Layout layout, Optional<Economy> economy, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME, AccessRules.nameOf(Role.DISPATCHER));
    settings.put("beacon.epoch", BEACON_EPOCH);
    if (layout.state().access().required()) {
      settings.put("node.access", "acl");
    }
    economy.ifPresent(contracts -> settings.putAll(charging(layout, contracts)));
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return SERVICE.process(layout, List.of("--config", configuration.toString()));
  }

  private static Map<String, String> charging(Layout layout, Economy contracts) {
    return Map.of(
        "charging.required", "true",
        "charging.chain.id", Long.toString(contracts.chainId()),
        "charging.escrow", contracts.address(EconomyContract.ESCROW).text(),
        "charging.gateway", contracts.address(EconomyContract.GATEWAY).text(),
        "charging.watcher", Identity.loadOrCreate(WatcherService.key(layout)).address());
  }
}
