package io.infera.schemas.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.testing.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TopicAdminIT {
  @Test
  void shouldMakeTheCatalogueOnARealBrokerAndKeepItThroughARestart() throws Exception {
    try (var broker = TestBroker.start()) {
      try (Admin admin = broker.admin()) {
        new TopicAdmin(admin).ensure(Topics.all(), (short) 1);
        new TopicAdmin(admin).ensure(Topics.all(), (short) 1);
      }
      broker.restart();
      try (Admin admin = broker.admin()) {
        Set<String> expected =
            Topics.all().stream()
                .flatMap(topic -> Stream.of(topic.name(), Topics.dlq(topic.name())))
                .collect(Collectors.toSet());
        assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrderElementsOf(expected);
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.MODELS.name());
        assertThat(
                admin
                    .describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get("cleanup.policy")
                    .value())
            .isEqualTo("compact");
      }
    }
  }

  @Test
  void shouldKeepTicksAndDeadLettersAsTheyWereWritten() throws Exception {
    try (var broker = TestBroker.start();
        Admin admin = broker.admin();
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        var consumer =
            new KafkaConsumer<>(
                Map.<String, Object>of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "auto.offset.reset",
                    "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      new TopicAdmin(admin).ensure(List.of(Topics.RESULTS), (short) 1);
      producer.send(Tick.record(Topics.RESULTS.name(), 2)).get();
      ConsumerRecord<byte[], byte[]> tick =
          readOne(consumer, new TopicPartition(Topics.RESULTS.name(), 2));
      assertThat(Tick.is(tick.key(), tick.value())).isTrue();
      assertThat(tick.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);

      var poison =
          new ConsumerRecord<>(
              Topics.RESULTS.name(), 3, 17, "key".getBytes(UTF_8), new byte[] {9, 9});
      producer.send(DeadLetter.of("test", poison, new IllegalStateException("no good"))).get();
      ConsumerRecord<byte[], byte[]> letter =
          readOne(consumer, new TopicPartition(Topics.dlq(Topics.RESULTS.name()), 0));
      assertThat(letter.value()).containsExactly(9, 9);
      assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("3");
      assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("17");
      assertThat(header(letter, DeadLetter.MESSAGE)).isEqualTo("no good");
    }
  }

  private static ConsumerRecord<byte[], byte[]> readOne(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    for (int i = 0; i < 100; i++) {
      var records = consumer.poll(Duration.ofMillis(200));
      if (!records.isEmpty()) {
        return records.iterator().next();
      }
    }
    throw new AssertionError("nothing came from " + partition);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
