package io.infera.infra.local;

import io.infera.event.ModelPolicy;
import io.infera.infra.topics.TopicReader;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Brings broker and registry to what the catalogue says: topics, schemas with the rule that they
 * evolve compatibly, and model policies. May be repeated.
 */
public final class Catalogue {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  static final short SINGLE_COPY = 1;
  private static final String ANY_NODE = "0x" + "0".repeat(40);

  private final Map<String, String> administrator;
  private final Map<String, String> operator;
  private final String registryUrl;

  /** For a broker where nobody logs in. */
  public Catalogue(String bootstrapServers, String registryUrl) {
    this(
        Map.of("bootstrap.servers", bootstrapServers),
        Map.of("bootstrap.servers", bootstrapServers),
        registryUrl);
  }

  /**
   * @param administrator Kafka client settings of whoever makes topics
   * @param operator those of whoever publishes policies
   */
  public Catalogue(
      Map<String, String> administrator, Map<String, String> operator, String registryUrl) {
    this.administrator = Map.copyOf(administrator);
    this.operator = Map.copyOf(operator);
    this.registryUrl = registryUrl;
  }

  /**
   * Creates the topics that are missing.
   *
   * @param replication copies of each partition; -1 for the brokers' default
   * @param partitions of each topic keyed by request
   */
  public void createTopics(short replication, int partitions) {
    try (Admin admin = Admin.create(new HashMap<String, Object>(administrator))) {
      new TopicAdmin(admin).ensure(Topics.all(partitions), replication);
    }
  }

  /** Demands backward compatibility of every subject and registers the schemas. */
  public void registerSchemas() {
    demandCompatibility();
    try (SchemaRegistry registry = SchemaRegistry.connect(registryUrl)) {
      for (Topic<?> topic : Topics.all()) {
        registry.idOf(topic.subject(), topic.schema());
      }
      Topic<?> jobs = Topics.jobs(ANY_NODE);
      registry.idOf(jobs.subject(), jobs.schema());
    }
  }

  /**
   * Publishes the policies that are newer, by their version, than what the topic has; so an
   * operator's change in a network that lives on is not undone.
   *
   * @return those that were published
   */
  public List<ModelPolicy> publish(List<ModelPolicy> policies) {
    try (SchemaRegistry registry = SchemaRegistry.connect(registryUrl)) {
      AvroSerdes serdes = new AvroSerdes(registry);
      Map<String, Integer> versions = publishedVersions(serdes);
      List<ModelPolicy> newer =
          policies.stream()
              .filter(
                  policy ->
                      policy.getVersion()
                          > versions.getOrDefault(policy.getModelId(), Integer.MIN_VALUE))
              .toList();
      if (!newer.isEmpty()) {
        send(serdes, newer);
      }
      return newer;
    }
  }

  private void send(AvroSerdes serdes, List<ModelPolicy> policies) {
    Map<String, Object> settings = new HashMap<>(operator);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis() / 2);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), serdes.serializer(Topics.MODELS))) {
      for (ModelPolicy policy : policies) {
        producer
            .send(new ProducerRecord<>(Topics.MODELS.name(), policy.getModelId(), policy))
            .get();
      }
    } catch (ExecutionException e) {
      throw new LocalNetworkException("cannot publish model policies: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalNetworkException("interrupted while publishing model policies", e);
    }
  }

  /** By model; what is no policy, or stands under another key, is none that anyone follows. */
  private Map<String, Integer> publishedVersions(AvroSerdes serdes) {
    Map<String, Integer> versions = new HashMap<>();
    new TopicReader(operator, serdes)
        .read(
            Topics.MODELS,
            false,
            (origin, policy) -> {
              if (policy.getModelId().equals(origin.key())) {
                versions.put(policy.getModelId(), policy.getVersion());
              }
              return true;
            });
    return versions;
  }

  private void demandCompatibility() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registryUrl + "/config"))
            .timeout(LIMIT)
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .PUT(BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new LocalNetworkException(
            "the schema registry at "
                + registryUrl
                + " refuses the compatibility rule: HTTP "
                + response.statusCode()
                + " "
                + response.body());
      }
    } catch (IOException e) {
      throw new LocalNetworkException(
          "the schema registry at " + registryUrl + " does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalNetworkException("interrupted while speaking to the schema registry", e);
    }
  }
}
