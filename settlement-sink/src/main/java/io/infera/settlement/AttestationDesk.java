package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.BatchAttestation;
import io.infera.event.BatchProposal;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.UndecodableException;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Attestation;
import io.infera.settlement.domain.Attestors;
import io.infera.settlement.domain.BatchClaims;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.SignatureBook;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks attesters through Kafka: proposals go out, answers come in. How many signatures a batch
 * needs, and whose count, the contract says. Nothing here has to survive a crash: what is not
 * answered is asked again, and attesters answer the same.
 */
final class AttestationDesk implements Attestors, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttestationDesk.class);
  private static final String APPLICATION = "settlement-sink";
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
  private static final Duration MEMBERS_KNOWN = Duration.ofSeconds(5);

  /** A reorganisation may take away what was signed; so old signatures are read again. */
  private static final Duration LOOK_BACK = Duration.ofHours(1);

  private static final int BATCHES_REMEMBERED = 10_000;

  private final String network;
  private final long chainId;
  private final Contract log;
  private final ReceiptWriter writer;
  private final Serializer<BatchProposal> proposals;
  private final Deserializer<BatchAttestation> answers;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final SignatureBook book;
  private final Map<String, Boolean> members = new HashMap<>();
  private final Map<Integer, Asked> asked = new TreeMap<>();
  private int threshold;
  private long membersAskedNanos = System.nanoTime();

  /** What a lane waits for. */
  private record Asked(Bytes32 signed, String what, long sinceNanos) {}

  /**
   * Asks nobody yet: to be {@link #refresh}ed before it is asked.
   *
   * @param log the contract SettlementLog
   */
  AttestationDesk(
      SinkConfig config, AvroSerdes serdes, long chainId, Contract log, ReceiptWriter writer) {
    this.network = config.networkId();
    this.chainId = chainId;
    this.log = log;
    this.writer = writer;
    this.proposals = serdes.serializer(Topics.BATCHES);
    this.answers = serdes.deserializer(Topics.ATTESTATIONS);
    this.book = new SignatureBook(network, BATCHES_REMEMBERED);
    this.consumer = consumer(config.kafka());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, String> kafka) {
    var settings = new HashMap<String, Object>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Asks the contract how many must sign, and reads what attesters have said. */
  void refresh() {
    threshold = log.number("threshold").intValueExact();
    if (System.nanoTime() - membersAskedNanos >= MEMBERS_KNOWN.toNanos()) {
      membersAskedNanos = System.nanoTime();
      members.clear();
    }
    if (threshold == 0) {
      asked.clear();
      return;
    }
    if (consumer.assignment().isEmpty()) {
      assign();
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
      take(record);
    }
  }

  private void assign() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.ATTESTATIONS.name()).stream()
            .map(one -> new TopicPartition(one.topic(), one.partition()))
            .toList();
    consumer.assign(partitions);
    long since = System.currentTimeMillis() - LOOK_BACK.toMillis();
    var wanted = new HashMap<TopicPartition, Long>();
    partitions.forEach(partition -> wanted.put(partition, since));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted);
    for (TopicPartition partition : partitions) {
      if (found.get(partition) == null) {
        consumer.seekToEnd(List.of(partition));
      } else {
        consumer.seek(partition, found.get(partition).offset());
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      BatchAttestation said = answers.deserialize(record.topic(), record.value());
      if (said == null || !book.add(said)) {
        throw new IllegalArgumentException(
            "expected a batch and its attester's own signature, found "
                + (said == null ? "no value" : said));
      }
    } catch (UndecodableException | IllegalArgumentException e) {
      writer.send(DeadLetter.of(APPLICATION, record, e));
    }
  }

  @Override
  public Optional<List<Attestation.Signed>> signatures(ArchivedBatch batch) {
    int lane = batch.batch().range().lane();
    if (threshold == 0) {
      return Optional.of(List.of());
    }
    BatchProposal proposal = BatchClaims.proposal(batch, chainId, log.address().text());
    Bytes32 signed = BatchClaims.signed(network, proposal.getBatch());
    var found = book.signatures(signed, threshold, this::counts);
    if (found.isPresent()) {
      asked.remove(lane);
    } else {
      ask(lane, batch, signed, proposal);
    }
    return found;
  }

  private void ask(int lane, ArchivedBatch batch, Bytes32 signed, BatchProposal proposal) {
    Asked before = asked.get(lane);
    boolean same = before != null && before.signed().equals(signed);
    if (same && System.nanoTime() - before.sinceNanos() < ASK_AGAIN.toNanos()) {
      return;
    }
    if (same) {
      LOG.warn("{} has not enough signatures yet: {}", batch.batch().range(), doubts(signed));
    }
    asked.put(lane, new Asked(signed, batch.batch().range().toString(), System.nanoTime()));
    String topic = Topics.BATCHES.name();
    byte[] key = Integer.toString(lane).getBytes(UTF_8);
    writer.send(new ProducerRecord<>(topic, key, proposals.serialize(topic, proposal)));
  }

  private boolean counts(String attester) {
    return members.computeIfAbsent(attester, one -> log.one(Boolean.class, "attesters", one));
  }

  private String doubts(Bytes32 signed) {
    List<String> refusals = book.refusals(signed, this::counts);
    return refusals.isEmpty()
        ? "attesters are silent; see that enough of them run"
        : String.join("; ", refusals);
  }

  /** What attesters refuse, or are silent about; empty when no lane waits for them. */
  Optional<String> trouble() {
    return asked.values().stream()
        .filter(one -> !book.refusals(one.signed(), this::counts).isEmpty())
        .map(one -> one.what() + " is not signed: " + doubts(one.signed()))
        .findFirst();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
