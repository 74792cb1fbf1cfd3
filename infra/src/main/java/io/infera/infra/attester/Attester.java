package io.infera.infra.attester;

import io.infera.event.BatchProposal;
import io.infera.event.ClaimedBatch;
import io.infera.runtime.Health;
import io.infera.runtime.ServiceRunner.Service;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.serde.UndecodableException;
import io.infera.settlement.SettlementReader;
import io.infera.settlement.domain.Docket;
import io.infera.settlement.domain.Opinion;
import io.infera.verification.kafka.LogRecords;
import io.infera.verification.retrial.Retrial;
import io.infera.verification.stream.InputTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attester, wired: the log is judged again as it grows, the lanes are held against what comes
 * out, and proposals are answered. It believes nobody but the log and the chain: the batch that it
 * signs it has made itself.
 *
 * <p>All that it keeps is a place in the log. After a crash it judges again from there, which lies
 * before every request that is not anchored for good.
 */
final class Attester implements Service {
  private static final Logger LOG = LoggerFactory.getLogger(Attester.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration BEHIND = Duration.ofSeconds(30);

  private final AttesterConfig config;
  private final Identity identity;
  private final AttesterMetrics metrics;
  private final SchemaRegistry registry;
  private final AttesterLog log;
  private final Answers answers;
  private final Retrial retrial;
  private final Docket docket;
  private final Places places;
  private final AttestedLog chain;
  private final SettlementReader settlements;
  private final Deserializer<BatchProposal> proposals;
  private final Map<Integer, BatchProposal> asked = new HashMap<>();
  private final Map<Integer, String> answered = new HashMap<>();

  private Attester(
      AttesterConfig config, Identity identity, AttesterMetrics metrics, SchemaRegistry registry) {
    this.config = config;
    this.identity = identity;
    this.metrics = metrics;
    this.registry = registry;
    Path file = config.dataDir().resolve("place.json");
    Optional<LogPlace> before = LogPlace.load(file);
    var serdes = new AvroSerdes(registry);
    this.log = new AttesterLog(config.kafka(), before);
    this.answers = new Answers(config.kafka(), serdes, config.networkId(), identity);
    this.retrial = new Retrial(config.rules(), config.registryUrl(), inputs());
    before.ifPresent(place -> retrial.resume(place.clock()));
    this.docket = new Docket(config.networkId());
    this.places = new Places(file, before);
    int lanes = log.partitions(Topics.SETTLEMENTS);
    IntStream.range(0, lanes).forEach(lane -> docket.begin(lane, log.position(lane)));
    this.chain = new AttestedLog(config.chain(), lanes);
    this.settlements =
        new SettlementReader(
            serdes.deserializer(Topics.SETTLEMENTS),
            lanes,
            letter -> LOG.debug("A settlement could not be read; the sink writes a dead letter"));
    this.proposals = serdes.deserializer(Topics.BATCHES);
    LOG.info(
        "Attester {} of {} judges from {}",
        identity.address(),
        config.chain().contract(),
        before.isPresent() ? "where it was" : "the log's beginning");
  }

  static Attester open(AttesterConfig config, Identity identity, AttesterMetrics metrics) {
    SchemaRegistry registry = SchemaRegistry.connect(config.registryUrl());
    try {
      return new Attester(config, identity, metrics, registry);
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private Map<InputTopic, Integer> inputs() {
    return Map.of(
        InputTopic.ASSIGNMENTS, log.partitions(Topics.ASSIGNMENTS),
        InputTopic.RESULTS, log.partitions(Topics.RESULTS));
  }

  @Override
  public void turn() {
    for (ConsumerRecord<byte[], byte[]> record : log.poll(POLL)) {
      take(record);
    }
    List<Retrial.Settled> ended = retrial.take();
    ended.forEach(one -> docket.judged(one.settlement(), one.began()));
    metrics.judged(ended.size());
    docket.horizon(retrial.horizon());
    for (int lane = 0; lane < log.partitions(Topics.SETTLEMENTS); lane++) {
      docket.readTo(lane, log.position(lane));
    }
    chain.look(docket::forget);
    places.note(log, retrial, docket, config.patience());
    answer();
    metrics.lag(lag());
    metrics.missing(docket.missing(retrial.horizon() - BEHIND.toMillis()));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.equals(Topics.SETTLEMENTS.name())) {
      docket.entered(record.partition(), settlements.entry(record));
    } else if (topic.equals(Topics.BATCHES.name())) {
      asked(record);
    } else {
      places.heard(record.timestamp());
      retrial.accept(LogRecords.of(record));
    }
  }

  /** Of several proposals for a lane the last one counts. */
  private void asked(ConsumerRecord<byte[], byte[]> record) {
    try {
      BatchProposal proposal = proposals.deserialize(record.topic(), record.value());
      if (proposal != null && chain.isOurs(proposal.getBatch())) {
        asked.put(proposal.getBatch().getLane(), proposal);
      }
    } catch (UndecodableException e) {
      LOG.warn("A proposal at offset {} cannot be read: {}", record.offset(), e.getMessage());
    }
  }

  private void answer() {
    for (Iterator<BatchProposal> waiting = asked.values().iterator(); waiting.hasNext(); ) {
      BatchProposal proposal = waiting.next();
      Opinion opinion = opinion(proposal);
      if (opinion instanceof Opinion.Open) {
        continue;
      }
      waiting.remove();
      if (opinion instanceof Opinion.Wrong wrong) {
        tell(proposal.getBatch(), wrong);
        metrics.refused();
        answers.refuse(proposal.getBatch(), wrong);
      } else {
        metrics.signed();
        answers.sign(proposal.getBatch());
      }
    }
  }

  private Opinion opinion(BatchProposal proposal) {
    try {
      return docket.examine(proposal);
    } catch (IllegalArgumentException e) {
      return new Opinion.Wrong("", e.getMessage());
    }
  }

  /** Once, however often the sink asks. */
  private void tell(ClaimedBatch batch, Opinion.Wrong wrong) {
    String what = batch.getFirstOffset() + " " + wrong;
    if (!what.equals(answered.put(batch.getLane(), what))) {
      LOG.warn(
          "Lane {} [{}, {}) is not signed: {} {}",
          batch.getLane(),
          batch.getFirstOffset(),
          batch.getNextOffset(),
          wrong.request(),
          wrong.reason());
    }
  }

  /** By this machine's clock, for people. */
  private long lag() {
    return retrial.horizon() == Long.MIN_VALUE
        ? Long.MAX_VALUE
        : Math.max(0, System.currentTimeMillis() - retrial.horizon());
  }

  @Override
  public Health health() {
    Optional<String> trouble = chain.trouble(identity.address());
    if (trouble.isPresent()) {
      return Health.waiting(trouble.get());
    }
    if (retrial.horizon() == Long.MIN_VALUE) {
      return Health.waiting("not every partition of the log was heard yet");
    }
    if (lag() > BEHIND.toMillis()) {
      return Health.waiting("%d s behind the log".formatted(lag() / 1_000));
    }
    return Health.ready(
        "attester %s of %s, %d ms behind the log"
            .formatted(identity.address(), config.chain().contract(), lag()));
  }

  @Override
  public void close() {
    log.close();
    answers.close();
    retrial.close();
    chain.close();
    registry.close();
  }
}
