package io.infera.infra.containers;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be run here, and whether it is a failure when they cannot. */
final class EngineCondition implements ExecutionCondition {
  static final String VARIABLE = "INFERA_CONTAINERS";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return decide(missing(), System.getenv(VARIABLE));
  }

  static ConditionEvaluationResult decide(Optional<String> missing, String wish) {
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("an engine answers");
    }
    if ("required".equals(wish)) {
      throw new ExtensionConfigurationException(
          missing.get() + ", and " + VARIABLE + "=required: container tests are not skipped");
    }
    return ConditionEvaluationResult.disabled(
        "SKIPPED, container tests: "
            + missing.get()
            + "; start Docker, or run infra/images/engine mvn verify as root on Debian");
  }

  private static Optional<String> missing() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of("no Docker engine answers");
    }
    return Compose.installed().isPresent()
        ? Optional.empty()
        : Optional.of("neither 'docker compose' nor docker-compose is installed");
  }
}
