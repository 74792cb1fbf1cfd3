package io.infera.infra.local;

import io.infera.infra.process.ProcessSpec;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The keeper: carries out on the local chain what is due there. */
final class KeeperService {
  static final String NAME = "keeper";

  private static final ServiceSpec SERVICE =
      new ServiceSpec(NAME, "settlement-sink", "io.infera.settlement.keeper.KeeperMain", 96);

  private KeeperService() {}

  static ProcessSpec prepare(Layout layout, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME, AccessRules.nameOf(Role.KEEPER));
    settings.put("chain.rpc.url", layout.evmUrl());
    settings.put("deployment.file", layout.state().contracts().toString());
    // An hour elsewhere.
    settings.put("epoch.length", "10s");
    settings.put("signer.key.file", layout.state().key(LocalEconomy.KEEPER).toString());
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return SERVICE.process(layout, List.of("--config", configuration.toString()));
  }
}
