package io.infera.infra.attester;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.BatchAttestation;
import io.infera.event.ClaimedBatch;
import io.infera.event.Digest;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.settlement.domain.BatchClaims;
import io.infera.settlement.domain.Opinion;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs, or says why not. An answer that does not arrive is no loss: the sink asks again as long as
 * it needs one.
 */
final class Answers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final String networkId;
  private final Identity attester;
  private final Serializer<BatchAttestation> serializer;
  private final KafkaProducer<byte[], byte[]> producer;

  Answers(Map<String, String> kafka, AvroSerdes serdes, String networkId, Identity attester) {
    this.networkId = networkId;
    this.attester = attester;
    this.serializer = serdes.serializer(Topics.ATTESTATIONS);
    var settings = new HashMap<String, Object>(kafka);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void sign(ClaimedBatch batch) {
    var signed = new Digest(BatchClaims.signed(networkId, batch).bytes());
    send(answer(batch).setSignature(attester.sign(signed)));
  }

  void refuse(ClaimedBatch batch, Opinion.Wrong wrong) {
    send(answer(batch).setRequest(wrong.request()).setReason(wrong.reason()));
  }

  private BatchAttestation.Builder answer(ClaimedBatch batch) {
    return BatchAttestation.newBuilder().setBatch(batch).setAttester(attester.address());
  }

  private void send(BatchAttestation.Builder answer) {
    String topic = Topics.ATTESTATIONS.name();
    byte[] value = serializer.serialize(topic, answer.build());
    producer.send(
        new ProducerRecord<>(topic, attester.address().getBytes(UTF_8), value),
        (sent, failure) -> {
          if (failure != null) {
            LOG.warn("An answer was not taken, and is given again when asked: {}", failure + "");
          }
        });
  }

  @Override
  public void close() {
    producer.close();
  }
}
