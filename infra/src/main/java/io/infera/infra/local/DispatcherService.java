package io.infera.infra.local;

import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcessSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The dispatcher: assigns, admits nodes, runs the ticker. */
final class DispatcherService {
  static final String NAME = "dispatcher";

  private static final String MODULE = "dispatcher-streams";
  private static final int HEAP_MB = 256;

  private DispatcherService() {}

  static ProcessSpec prepare(Layout layout, Map<String, String> overrides) {
    Map<String, String> settings = layout.common(NAME);
    settings.putAll(overrides);
    Path configuration = layout.configure(NAME, settings);
    return ProcessSpec.of(
            NAME,
            Jvm.service(HEAP_MB)
                .tuned(layout.tuning())
                .command(
                    layout.repository().application(MODULE),
                    "io.infera.dispatcher.DispatcherMain",
                    List.of("--config", configuration.toString())),
            layout.state().path(),
            layout.state().log(NAME),
            HealthProbe.http(layout.health(NAME)),
            StopOrder.SERVICE)
        .withEnvironment(Jvm.environment());
  }
}
