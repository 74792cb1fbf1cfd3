package io.infera.infra.local;

import io.infera.infra.process.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Verification: the Flink job in a Flink of its own, in one process. */
final class VerificationService {
  static final String NAME = "verification";

  private static final String UI = "flink";
  private static final ServiceSpec SERVICE =
      new ServiceSpec(
          NAME, "verification-flink", "io.infera.verification.local.LocalFlinkMain", 512);

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
    return SERVICE.process(layout, List.of("--config", configuration.toString()));
  }
}
