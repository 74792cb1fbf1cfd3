package io.infera.infra.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.catalog.TopicAdmin;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three brokers, each killed once and cut off once under load: what was acknowledged is there. */
@NeedsEngine
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerFaultsIT {
  private static final String TOPIC = Topics.REQUESTS.name();
  private static final int WRITTEN_MEANWHILE = 500;

  private ComposedNetwork network;
  private Admin admin;

  @BeforeAll
  void start() throws Exception {
    network = ComposedNetwork.openBrokers();
    admin = Admin.create(Map.of("bootstrap.servers", network.bootstrapServers()));
    new TopicAdmin(admin).ensure(List.of(Topics.REQUESTS), (short) -1);
  }

  @AfterAll
  void stop() {
    if (network != null) {
      admin.close();
      network.close();
    }
  }

  @Test
  void shouldLoseNothingThatWasAcknowledged() throws Exception {
    awaitReplicas(3);
    assertThat(minimumInSync()).isEqualTo("2");
    try (var writer = new AcknowledgedWriter(network.bootstrapServers(), TOPIC)) {
      for (String broker : ComposedNetwork.BROKERS) {
        network.kill(broker);
        awaitReplicas(2);
        awaitProgress(writer, "while " + broker + " is dead");
        network.start(broker);
        awaitReplicas(3);

        network.cutOff(broker);
        awaitReplicas(2);
        awaitProgress(writer, "while " + broker + " is cut off");
        network.reconnect(broker);
        awaitReplicas(3);
      }

      Set<Long> acknowledged = writer.finish();

      List<List<Long>> log = readBack();
      List<Long> found = log.stream().flatMap(List::stream).toList();
      assertThat(writer.failed()).as("sends given up").isZero();
      assertThat(Set.copyOf(found)).as("records in the log").isEqualTo(acknowledged);
      assertThat(found).as("records in the log").doesNotHaveDuplicates();
      assertThat(log).allSatisfy(partition -> assertThat(partition).isSorted());
      System.out.printf("%d acknowledged through 6 faults, none lost%n", acknowledged.size());
    }
  }

  private void awaitProgress(AcknowledgedWriter writer, String when) throws InterruptedException {
    int before = writer.acknowledged();
    Await.until(
        WRITTEN_MEANWHILE + " records are acknowledged " + when,
        () -> writer.acknowledged() >= before + WRITTEN_MEANWHILE);
  }

  /** Until every partition has just so many replicas in sync. */
  private void awaitReplicas(int count) throws InterruptedException {
    Await.until(
        count + " replicas of each partition are in sync",
        () ->
            describe().partitions().stream()
                .allMatch(
                    partition -> partition.isr().size() == count && partition.leader() != null));
  }

  private TopicDescription describe() {
    while (true) {
      try {
        return admin.describeTopics(List.of(TOPIC)).topicNameValues().get(TOPIC).get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } catch (java.util.concurrent.ExecutionException e) {
        // Asked of the broker that is gone; the next is another.
        assertThat(e.getCause())
            .isInstanceOf(org.apache.kafka.common.errors.RetriableException.class);
      }
    }
  }

  private String minimumInSync() throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    return admin
        .describeConfigs(List.of(topic))
        .all()
        .get()
        .get(topic)
        .get("min.insync.replicas")
        .value();
  }

  /** Keys by partition, in the order of the log. */
  private List<List<Long>> readBack() {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", network.bootstrapServers()),
            new LongDeserializer(),
            new ByteArrayDeserializer())) {
      List<List<Long>> log = new ArrayList<>();
      for (var info : consumer.partitionsFor(TOPIC)) {
        var partition = new TopicPartition(TOPIC, info.partition());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        List<Long> keys = new ArrayList<>();
        while (consumer.position(partition) < end) {
          consumer.poll(Duration.ofMillis(200)).forEach(record -> keys.add(record.key()));
        }
        log.add(keys);
      }
      return log;
    }
  }
}
