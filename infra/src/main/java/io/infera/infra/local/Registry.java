package io.infera.infra.local;

import io.infera.infra.process.HealthProbe;
import io.infera.infra.process.ProcessSpec;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Apicurio Registry behind its Confluent-compatible API, on a database file. An acknowledged schema
 * is on disk (WRITE_DELAY=0): ids stand in records that outlive any crash.
 */
final class Registry {
  static final String NAME = "registry";

  private static final String RUNNER = "apicurio-registry-app-3.0.9-runner.jar";

  private Registry() {}

  static ProcessSpec prepare(Layout layout) {
    Path installation = layout.repository().registry();
    Path data = layout.state().data(NAME);
    Jvm jvm =
        new Jvm(
            128,
            List.of(
                "-Dquarkus.http.host=" + Ports.HOST,
                "-Dquarkus.http.port=" + layout.ports().of(NAME),
                "-Dquarkus.management.enabled=false",
                "-Dapicurio.storage.sql.kind=h2",
                "-Dapicurio.datasource.url=jdbc:h2:file:"
                    + data.resolve("db")
                    + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0"));
    return ProcessSpec.of(
            NAME,
            jvm.command(installation.resolve(RUNNER)),
            layout.state().path(),
            layout.state().log(NAME),
            HealthProbe.http(URI.create(layout.registryUrl() + "/subjects")),
            StopOrder.BASE)
        .withEnvironment(Jvm.environment());
  }
}
