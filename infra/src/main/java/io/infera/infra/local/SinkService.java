package io.infera.infra.local;

import io.infera.infra.process.ProcessSpec;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The settlement sink, anchoring on the local chain with an account that the chain funds. */
final class SinkService {
  static final String NAME = "sink";

  private static final ServiceSpec SERVICE =
      new ServiceSpec(NAME, "settlement-sink", "io.infera.settlement.SinkMain", 192);

  private SinkService() {}

  static ProcessSpec prepare(Layout layout, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME, AccessRules.nameOf(Role.SETTLER));
    settings.put("chain.rpc.url", layout.evmUrl());
    settings.put("signer.key.file", FundedKey.write(layout.state().key(NAME)).toString());
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return SERVICE.process(layout, List.of("run", "--config", configuration.toString()));
  }
}
