package io.infera.analytics.export;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.serde.UndecodableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes what the topics hold. Ticks and deletions have nothing to export; what is no record is
 * left out, logged and counted ({@code leftOut}): it stays in its topic, for whoever wonders. A
 * registry that does not answer fails the task, which goes back to its checkpoint.
 */
final class ExportedDeserializer implements KafkaRecordDeserializationSchema<Exported> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ExportedDeserializer.class);

  private final String registryUrl;
  private final List<String> topics;
  private transient Map<String, Deserializer<? extends SpecificRecord>> deserializers;
  private transient Counter leftOut;

  ExportedDeserializer(String registryUrl, List<String> topics) {
    this.registryUrl = registryUrl;
    this.topics = topics;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    var serdes = new AvroSerdes(SchemaRegistry.connect(registryUrl));
    deserializers = new HashMap<>();
    for (String name : topics) {
      Topic<?> topic = ExportParameters.topic(name);
      deserializers.put(name, serdes.deserializer(topic));
    }
    leftOut = context.getMetricGroup().addGroup("infera").counter("leftOut");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Exported> out) {
    if (record.value() == null) {
      return;
    }
    try {
      SpecificRecord value =
          deserializers.get(record.topic()).deserialize(record.topic(), record.value());
      out.collect(
          new Exported(
              record.topic(), record.partition(), record.offset(), record.timestamp(), value));
    } catch (UndecodableException e) {
      leftOut.inc();
      LOG.warn(
          "Left out offset {} of {}-{}: {}",
          record.offset(),
          record.topic(),
          record.partition(),
          e.getMessage());
    }
  }

  @Override
  public TypeInformation<Exported> getProducedType() {
    return ExportedWire.TYPE;
  }
}
