package io.infera.infra.local;

import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The settlement sink, anchoring on the local chain with an account that the chain funds. */
final class SinkService {
  static final String NAME = "sink";

  private static final String MODULE = "settlement-sink";
  private static final int HEAP_MB = 192;

  private SinkService() {}

  static ProcessSpec prepare(Layout layout, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME);
    settings.put("chain.rpc.url", layout.evmUrl());
    settings.put("signer.key.file", FundedKey.write(layout.state().key(NAME)).toString());
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return ProcessSpec.of(
            NAME,
            Jvm.service(HEAP_MB)
                .tuned(layout.tuning())
                .command(
                    layout.repository().application(MODULE),
                    "io.infera.settlement.SinkMain",
                    List.of("run", "--config", configuration.toString())),
            layout.state().path(),
            layout.state().log(NAME),
            HealthProbe.http(layout.health(NAME)),
            StopOrder.SERVICE)
        .withEnvironment(Jvm.environment());
  }
}
