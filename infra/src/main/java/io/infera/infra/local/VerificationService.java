package io.infera.infra.local;

import io.infera.infra.process.ProcessSpec;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verification: the Flink job in a Flink of its own, in one process. */
final class VerificationService {
  static final String NAME = "verification";

  /** Name of the configuration of a replay. */
  private static final String REPLAY = "replay";

  private static final String UI = "flink";
  private static final ServiceSpec SERVICE =
      new ServiceSpec(
          NAME, "verification-flink", "io.infera.verification.local.LocalFlinkMain", 512);

  private VerificationService() {}

  static String uiAddress(Layout layout) {
    return layout.address(UI);
  }

  /**
   * @param staked true when only staked nodes are drawn
   */
  static ProcessSpec prepare(
      Layout layout, List<String> backstops, boolean staked, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME, AccessRules.nameOf(Role.VERIFIER));
    settings.put("flink.ui.port", Integer.toString(layout.ports().of(UI)));
    if (!backstops.isEmpty()) {
      settings.put("backstop.nodes", String.join(",", backstops));
    }
    settings.put("staking.required", Boolean.toString(staked));
    settings.putAll(overrides);
    configureReplay(layout, settings);
    Path configuration = layout.configure(NAME, settings);
    return SERVICE.process(layout, List.of("--config", configuration.toString()));
  }

  /** What judges the log again goes by the same rules, as an auditor: it could not write. */
  private static void configureReplay(Layout layout, Map<String, String> verification) {
    String auditor = AccessRules.nameOf(Role.AUDITOR);
    Map<String, String> settings = new LinkedHashMap<>(verification);
    layout.kafka(auditor).forEach((key, value) -> settings.put("kafka." + key, value));
    settings.put("group.id", auditor + "-" + REPLAY);
    layout.configure(REPLAY, settings);
  }
}
