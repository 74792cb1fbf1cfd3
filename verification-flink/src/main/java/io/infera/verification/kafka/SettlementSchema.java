package io.infera.verification.kafka;

import io.infera.schemas.catalog.Topics;
import io.infera.verification.stream.Emission;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Encodes settlements, and names their topic so that the sink can find transactions that an earlier
 * run left open.
 */
final class SettlementSchema
    implements KafkaRecordSerializationSchema<Emission>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;

  private final String registryUrl;
  private transient Encoder encoder;

  SettlementSchema(String registryUrl) {
    this.registryUrl = registryUrl;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) {
    // The sink opens its schema more than once.
    if (encoder == null) {
      encoder = new Encoder(registryUrl);
    }
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Emission element, KafkaSinkContext context, Long timestamp) {
    return encoder.encode(element);
  }

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(
            DefaultKafkaDatasetIdentifier.ofTopics(List.of(Topics.SETTLEMENTS.name())),
            new Properties()));
  }
}
