package io.infera.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.infra.process.ManagedProcess;
import io.infera.infra.process.ProcFs;
import io.infera.infra.process.Progress;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker, registry and EVM node, real ones. */
class LocalNetworkIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final TopicPartition REQUESTS = new TopicPartition(Topics.REQUESTS.name(), 0);

  @TempDir Path directory;

  @Test
  void shouldStartStopAndContinueFromItsState() throws Exception {
    StateDirectory state = new StateDirectory(directory);
    String hash;
    String bootstrapServers;
    Set<String> subjects;
    List<ManagedProcess> processes;
    try (LocalNetwork network = start(state)) {
      bootstrapServers = network.layout().bootstrapServers();
      processes = network.processes();
      assertThat(topics(bootstrapServers))
          .containsAll(Topics.all().stream().map(Topic::name).toList())
          .contains(Topics.dlq(Topics.REQUESTS.name()));
      subjects = subjects(network);
      assertThat(subjects).contains(Topics.REQUESTS.subject(), "infera.jobs-value");
      produce(bootstrapServers, REQUESTS.topic());
      produce(bootstrapServers, Topics.MODELS.name());
      hash = sendTransaction(network.layout().evmUrl());
      assertThat(NetworkFile.running(state)).get().extracting(NetworkFile::ready).isEqualTo(true);
      assertThatThrownBy(() -> start(state))
          .isInstanceOf(LocalNetworkException.class)
          .hasMessageContaining("already");
    }
    assertThat(processes).hasSize(3).noneMatch(process -> ProcFs.alive(process.pid()));
    assertThat(NetworkFile.running(state)).isEmpty();

    try (LocalNetwork network = start(state)) {
      assertThat(network.layout().bootstrapServers()).isEqualTo(bootstrapServers);
      assertThat(endOffset(bootstrapServers)).isEqualTo(1);
      assertThat(subjects(network)).isEqualTo(subjects);
      JsonNode receipt =
          rpc(network.layout().evmUrl(), "eth_getTransactionReceipt", "\"" + hash + "\"");
      assertThat(receipt.path("status").asText()).isEqualTo("0x1");
    }
  }

  @Test
  void shouldNameAPortThatIsTaken() throws Exception {
    try (LocalNetwork network = start(new StateDirectory(directory.resolve("first")))) {
      int port = network.layout().ports().of("broker");
      NetworkOptions second =
          NetworkOptions.baseOnly(
                  Repository.find(), new StateDirectory(directory.resolve("second")))
              .withPorts(Map.of("broker", port));

      assertThatThrownBy(() -> LocalNetwork.start(second, Progress.silent()))
          .isInstanceOf(LocalNetworkException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("--broker-port");
    }
  }

  private static LocalNetwork start(StateDirectory state) throws InterruptedException {
    return LocalNetwork.start(NetworkOptions.baseOnly(Repository.find(), state), Progress.silent());
  }

  private static Set<String> topics(String bootstrapServers) throws Exception {
    try (Admin admin = admin(bootstrapServers)) {
      return admin.listTopics().names().get();
    }
  }

  private static long endOffset(String bootstrapServers) throws Exception {
    try (Admin admin = admin(bootstrapServers)) {
      return admin
          .listOffsets(Map.of(REQUESTS, OffsetSpec.latest()))
          .partitionResult(REQUESTS)
          .get()
          .offset();
    }
  }

  private static Admin admin(String bootstrapServers) {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  private static void produce(String bootstrapServers, String topic) throws Exception {
    Map<String, Object> settings =
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, 0, "k", "no record")).get();
    }
  }

  private static Set<String> subjects(LocalNetwork network) throws Exception {
    URI uri = URI.create(network.layout().registryUrl() + "/subjects");
    String body = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    return Set.of(new ObjectMapper().readValue(body, String[].class));
  }

  /** Pays one account from another and waits for the block. */
  private static String sendTransaction(String url) throws Exception {
    JsonNode accounts = rpc(url, "eth_accounts", "");
    String transaction =
        "{\"from\":%s,\"to\":%s,\"value\":\"0x1\"}".formatted(accounts.get(0), accounts.get(1));
    String hash = rpc(url, "eth_sendTransaction", transaction).asText();
    rpc(url, "evm_mine", "");
    return hash;
  }

  private static JsonNode rpc(String url, String method, String parameter) throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, parameter);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return new ObjectMapper()
        .readTree(HTTP.send(request, BodyHandlers.ofString()).body())
        .path("result");
  }
}
