package io.infera.infra.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.AnswerStatus;
import io.infera.event.Digest;
import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes settlements as verification does: in transactions, each of a verified request that pays
 * three nodes. Numbered from 0 on; the number is in the request's id.
 */
final class SettlementWriter implements AutoCloseable {
  /** As long as a settlement waits for its transaction, beside what it waits for the sink. */
  static final int TRANSACTION_MILLIS = 100;

  private static final String TOPIC = Topics.SETTLEMENTS.name();
  private static final String REQUESTER = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf";
  private static final int NODES = 8;
  private static final int NODES_PAID = 3;
  private static final int DIGEST_BYTES = 32;
  private static final double NANOS = 1e9;

  private final Serializer<SettlementEvent> serializer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random = new Random(1);
  private int next;

  SettlementWriter(Map<String, String> kafka, AvroSerdes serdes) {
    this.serializer = serdes.serializer(Topics.SETTLEMENTS);
    var settings = new HashMap<String, Object>(kafka);
    settings.put("transactional.id", "bench-settlements");
    settings.put("linger.ms", 5);
    settings.put("batch.size", 256 * 1_024);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
  }

  /** The number in a request's id. */
  static int number(String requestId) {
    return Integer.parseInt(requestId.substring(requestId.lastIndexOf('-') + 1));
  }

  /**
   * Writes settlements.
   *
   * @param perSecond how fast; infinity for as fast as possible
   * @param times takes when the broker got each
   */
  void write(int settlements, double perSecond, ReceiptTimes times) {
    long began = System.nanoTime();
    int written = 0;
    while (written < settlements) {
      producer.beginTransaction();
      long end = System.nanoTime() + TRANSACTION_MILLIS * 1_000_000L;
      while (written < settlements && System.nanoTime() < end) {
        if ((System.nanoTime() - began) / NANOS * perSecond < written) {
          LockSupport.parkNanos(1_000_000);
        } else {
          send(times);
          written++;
        }
      }
      producer.commitTransaction();
    }
  }

  private void send(ReceiptTimes times) {
    int number = next++;
    SettlementEvent event = settlement("5f0c37a2-%08x-%d".formatted(random.nextInt(), number));
    byte[] key = RequestKey.of(event).toString().getBytes(UTF_8);
    var record = new ProducerRecord<>(TOPIC, key, serializer.serialize(TOPIC, event));
    producer.send(
        record,
        (metadata, e) -> {
          if (e == null) {
            times.written(number, metadata.timestamp());
          }
        });
  }

  private SettlementEvent settlement(String requestId) {
    var payments = new ArrayList<NodePayment>(NODES_PAID);
    long price = 0;
    int first = 1 + random.nextInt(NODES - NODES_PAID);
    for (int node = first; node < first + NODES_PAID; node++) {
      long amount = 1 + random.nextInt(1_000);
      price += amount;
      payments.add(new NodePayment("0x%040x".formatted(node), amount, 1 + random.nextInt(500)));
    }
    return SettlementEvent.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(requestId)
        .setRequestDigest(digest())
        .setModelId("all-minilm-l6-v2")
        .setStatus(AnswerStatus.VERIFIED)
        .setVerdictDigest(digest())
        .setResponseDigest(digest())
        .setClosedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .setEpoch(1)
        .setPriceMicroInfer(price)
        .setPayments(payments)
        .setFaults(List.of())
        .build();
  }

  private Digest digest() {
    var bytes = new byte[DIGEST_BYTES];
    random.nextBytes(bytes);
    return new Digest(bytes);
  }

  @Override
  public void close() {
    producer.close();
  }
}
