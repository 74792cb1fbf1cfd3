package io.infera.infra.containers;

import io.infera.infra.local.Repository;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.DockerComposeContainer;
import org.testcontainers.lifecycle.Startable;

/** The two programs that read a compose file: Docker's plugin, or the older one that Debian has. */
enum Compose {
  PLUGIN(List.of("docker", "compose", "version")) {
    @Override
    Startable of(String project, File file, Map<String, String> variables, String... services) {
      return new ComposeContainer(project, file)
          .withEnv(variables)
          .withPull(false)
          .withRemoveVolumes(true)
          .withServices(services);
    }
  },
  STANDALONE(List.of("docker-compose", "version")) {
    @Override
    Startable of(String project, File file, Map<String, String> variables, String... services) {
      return new Older(project, file)
          .withEnv(variables)
          .withPull(false)
          .withRemoveVolumes(true)
          .withServices(services);
    }
  };

  private final List<String> probe;

  Compose(List<String> probe) {
    this.probe = probe;
  }

  /**
   * A network that starts when told to.
   *
   * @param project begins the project's name
   * @param services all, when none is named
   */
  abstract Startable of(
      String project, File file, Map<String, String> variables, String... services);

  /** What is installed here; the plugin is preferred. */
  static Optional<Compose> installed() {
    for (Compose compose : values()) {
      if (compose.answers()) {
        return Optional.of(compose);
      }
    }
    return Optional.empty();
  }

  static File file() {
    return Repository.find().root().resolve("infra/images/docker-compose.yml").toFile();
  }

  private boolean answers() {
    try {
      return new ProcessBuilder(probe)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static final class Older extends DockerComposeContainer<Older> {
    Older(String project, File file) {
      super(project, file);
    }
  }
}
