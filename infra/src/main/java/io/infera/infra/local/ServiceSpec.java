package io.infera.infra.local;

import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcessSpec;
import java.util.List;

/**
 * One of the network's services, whose configuration has been written: how its process is started
 * and watched.
 *
 * @param name name of the process
 * @param module whose artifacts it runs
 * @param mainClass its main class
 * @param heapMb largest heap, in MiB
 */
record ServiceSpec(String name, String module, String mainClass, int heapMb) {
  ProcessSpec process(Layout layout, List<String> arguments) {
    return ProcessSpec.of(
            name,
            Jvm.service(heapMb)
                .tuned(layout.tuning())
                .command(layout.repository().application(module), mainClass, arguments),
            layout.state().path(),
            layout.state().log(name),
            HealthProbe.http(layout.health(name)),
            StopOrder.SERVICE)
        .withEnvironment(Jvm.environment());
  }
}
