package io.infera.infra;

import io.infera.event.ModelPolicy;
import io.infera.infra.local.Catalogue;
import io.infera.infra.local.ModelPolicies;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings brokers and a registry that run elsewhere to what the catalogue says. */
@Command(
    name = "provision",
    mixinStandardHelpOptions = true,
    description = {
      "Creates the topics that are missing on a Kafka cluster, registers their schemas, and publishes model policies",
      "that are newer than those there. May be repeated. (A local network does this by itself.)"
    },
    footer = {
      "",
      "Example:",
      "  infera provision --bootstrap broker-1:9092 --registry http://registry:8080/apis/ccompat/v7 --models infra/models"
    })
final class ProvisionCommand implements Runnable {
  @Option(
      names = "--bootstrap",
      required = true,
      defaultValue = "${env:INFERA_BOOTSTRAP}",
      paramLabel = "HOST:PORT,...",
      description = "Kafka brokers (default: $INFERA_BOOTSTRAP).")
  private String bootstrapServers;

  @Option(
      names = "--registry",
      required = true,
      defaultValue = "${env:INFERA_REGISTRY}",
      paramLabel = "URL",
      description = "Schema registry, its Confluent API (default: $INFERA_REGISTRY).")
  private String registryUrl;

  @Option(
      names = "--replication",
      paramLabel = "N",
      defaultValue = "-1",
      description = "Copies of each partition; -1 is the brokers' default.")
  private short replication;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Policies to publish, a JSON file each.")
  private Path models;

  @Override
  public void run() {
    Catalogue catalogue = new Catalogue(bootstrapServers, registryUrl);
    catalogue.createTopics(replication);
    catalogue.registerSchemas();
    List<ModelPolicy> published =
        models == null ? List.of() : catalogue.publish(ModelPolicies.readAll(models));
    published.forEach(
        policy ->
            System.out.println(
                "published " + policy.getModelId() + " version " + policy.getVersion()));
  }
}
