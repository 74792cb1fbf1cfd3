package io.infera.infra.local;

import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Verification: the Flink job in a Flink of its own, in one process. */
final class VerificationService {
  static final String NAME = "verification";

  private static final String UI = "flink";
  private static final String MODULE = "verification-flink";
  private static final int HEAP_MB = 512;

  private VerificationService() {}

  static String uiAddress(Layout layout) {
    return layout.address(UI);
  }

  static ProcessSpec prepare(Layout layout, List<String> backstops, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME);
    settings.put("flink.ui.port", Integer.toString(layout.ports().of(UI)));
    if (!backstops.isEmpty()) {
      settings.put("backstop.nodes", String.join(",", backstops));
    }
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return ProcessSpec.of(
            NAME,
            Jvm.service(HEAP_MB)
                .tuned(layout.tuning())
                .command(
                    layout.repository().application(MODULE),
                    "io.infera.verification.local.LocalFlinkMain",
                    List.of("--config", configuration.toString())),
            layout.state().path(),
            layout.state().log(NAME),
            HealthProbe.http(layout.health(NAME)),
            StopOrder.SERVICE)
        .withEnvironment(Jvm.environment());
  }
}
