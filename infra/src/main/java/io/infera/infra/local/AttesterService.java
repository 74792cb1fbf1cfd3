package io.infera.infra.local;

import io.infera.infra.attester.AttesterMain;
import io.infera.infra.process.ProcessSpec;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An attester, with a key of its own; it judges by the rules that verification has. */
final class AttesterService {
  private static final int HEAP_MB = 96;

  private AttesterService() {}

  /**
   * @param verification settings of verification that are not its defaults
   */
  static ProcessSpec prepare(
      Layout layout,
      String name,
      Economy economy,
      Map<String, String> verification,
      Map<String, String> overrides) {
    Path key = layout.state().key(name);
    Map<String, String> settings = layout.common(name, Identity.loadOrCreate(key).address());
    settings.put("key.file", key.toString());
    settings.put("chain.rpc.url", layout.evmUrl());
    settings.put("contract.address", economy.address(EconomyContract.LOG).text());
    verification.forEach(
        (setting, value) -> {
          if (setting.startsWith("judge.") || setting.equals("epoch.length")) {
            settings.put(setting, value);
          }
        });
    settings.putAll(overrides);
    Path configuration = layout.configure(name, settings);
    return new ServiceSpec(name, "infra", AttesterMain.class.getName(), HEAP_MB)
        .process(layout, List.of("--config", configuration.toString()));
  }
}
