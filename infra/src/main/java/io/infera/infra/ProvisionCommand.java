package io.infera.infra;

import io.infera.event.ModelPolicy;
import io.infera.infra.local.Access;
import io.infera.infra.local.Catalogue;
import io.infera.infra.local.Enrolment;
import io.infera.infra.local.ModelPolicies;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings brokers and a registry that run elsewhere to what the catalogue says. */
@Command(
    name = "provision",
    mixinStandardHelpOptions = true,
    description = {
      "Creates the topics that are missing on a Kafka cluster, registers their schemas, and publishes model policies",
      "that are newer than those there. With logins it does so as administrator, and makes users first: of services and",
      "people, with the rights that follow from the catalogue, and of the nodes and requesters named. May be repeated.",
      "(A local network does this by itself.)"
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
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of each topic keyed by request. Default: ${DEFAULT-VALUE}")
  private int partitions = Topics.REQUEST_PARTITIONS;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Policies to publish, a JSON file each.")
  private Path models;

  @Option(
      names = "--logins",
      paramLabel = "DIR",
      defaultValue = "${env:INFERA_LOGINS}",
      description = {
        "Where the logins of a cluster with access control are; those missing are made (default: $INFERA_LOGINS).",
        "Without the administrator's among them ('infera access broker' makes it) everybody may do everything."
      })
  private Path logins;

  @Option(
      names = "--node",
      split = ",",
      paramLabel = "ADDRESS,...",
      description = "Nodes to make users for.")
  private List<String> nodes = List.of();

  @Option(
      names = "--requester",
      split = ",",
      paramLabel = "ADDRESS,...",
      description = "Requesters to make users for.")
  private List<String> requesters = List.of();

  @Override
  public void run() {
    Catalogue catalogue =
        new Catalogue(client(Access.ADMIN), client(AccessRules.nameOf(Role.OPERATOR)), registryUrl);
    catalogue.createTopics(replication, partitions);
    catalogue.registerSchemas();
    if (logins != null) {
      var enrolment = new Enrolment(new Access(logins), bootstrapServers);
      enrolment.services();
      nodes.forEach(enrolment::node);
      requesters.forEach(enrolment::requester);
    }
    List<ModelPolicy> published =
        models == null ? List.of() : catalogue.publish(ModelPolicies.readAll(models));
    published.forEach(
        policy ->
            System.out.println(
                "published " + policy.getModelId() + " version " + policy.getVersion()));
  }

  private Map<String, String> client(String user) {
    Map<String, String> settings = new HashMap<>();
    if (logins != null) {
      settings.putAll(new Access(logins).settings(user));
    }
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }
}
