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

/** The settlement sink, anchoring on the local chain with a key of its own. */
final class SinkService {
  static final String NAME = "sink";

  private static final ServiceSpec SERVICE =
      new ServiceSpec(NAME, "settlement-sink", "io.infera.settlement.SinkMain", 192);

  private SinkService() {}

  /**
   * @param economy the contracts; empty to have the sink create a log of its own
   */
  static ProcessSpec prepare(
      Layout layout, Optional<Economy> economy, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME, AccessRules.nameOf(Role.SETTLER));
    settings.put("chain.rpc.url", layout.evmUrl());
    Path key = layout.state().key(NAME);
    Identity.loadOrCreate(key);
    settings.put("signer.key.file", key.toString());
    economy.ifPresent(
        contracts -> {
          settings.put("contract.address", contracts.address(EconomyContract.LOG).text());
          settings.put("contract.block", Long.toString(contracts.block()));
        });
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return SERVICE.process(layout, List.of("run", "--config", configuration.toString()));
  }
}
