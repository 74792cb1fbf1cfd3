package io.infera.settlement;

import io.infera.event.SettlementEvent;
import io.infera.runtime.Health;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.settlement.chain.Account;
import io.infera.settlement.chain.AnchorAccount;
import io.infera.settlement.chain.AnchorRole;
import io.infera.settlement.chain.AnchoredBatches;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.chain.Deployer;
import io.infera.settlement.chain.Deployment;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.AnchorSender;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.ChainFollower;
import io.infera.settlement.domain.LaneWriter;
import io.infera.settlement.domain.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink, wired: lanes read from Kafka, batches archived and anchored, receipts written as the
 * chain confirms them. One thread turns all of it; {@link #turn} is one turn, and whatever it
 * leaves undone the next one finds by reading the chain.
 */
final class Sink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sink.class);
  private static final Duration BOUNDS_EVERY = Duration.ofSeconds(1);
  private static final int FOLLOWER = -1;

  private final SinkConfig config;
  private final SinkMetrics metrics;
  private final ChainClient chain;
  private final SettlementLog contract;
  private final SchemaRegistry registry;
  private final SettlementSource source;
  private final RangeReader ranges;
  private final ReceiptWriter writer;
  private final AttestationDesk attestations;
  private final ChainFollower follower;
  private final List<LaneWriter<ConsumerRecord<byte[], byte[]>>> lanes;

  /** What keeps a lane, or the receipts, from going on, since the last look at the chain. */
  private final Map<Integer, String> troubles = new TreeMap<>();

  private long chainAskedNanos;
  private long boundsAskedNanos;

  private Sink(
      SinkConfig config,
      SinkMetrics metrics,
      ChainClient chain,
      Deployment deployment,
      List<Signer> signers,
      SettlementSource source,
      Step.Listener steps) {
    this.config = config;
    this.metrics = metrics;
    this.chain = chain;
    this.contract = new SettlementLog(chain, deployment.address());
    this.registry = SchemaRegistry.connect(config.registryUrl());
    this.source = source;
    this.ranges = new RangeReader(config.kafka());
    var serdes = new AvroSerdes(registry);
    this.writer = new ReceiptWriter(config.kafka());
    this.attestations =
        new AttestationDesk(
            config,
            serdes,
            deployment.chainId(),
            new Contract(chain, ContractAbi.load("SettlementLog"), contract.address()),
            writer);
    var archive = new Archive(config.archive(), config.networkId());
    var batches = new LaneBatches(reader(serdes), ranges, writer);
    var receipts =
        new ReceiptEncoder(
            serdes.serializer(Topics.RECEIPTS), deployment.chainId(), contract.address());
    this.follower =
        new ChainFollower(
            new ChainFollower.Parts(
                new AnchoredBatches(chain, contract, config.chain().finality()),
                deployment.block(),
                archive,
                batches,
                new Journal(config.dataDir(), contract.address()),
                new ReceiptDesk(receipts, writer, contract, metrics),
                metrics,
                steps));
    var parts =
        new LaneWriter.Parts<>(
            source, batches, archive, attestations, config.batch(), metrics, steps);
    List<AnchorSender> senders = signers.stream().map(this::sender).toList();
    this.lanes =
        IntStream.range(0, source.lanes())
            .mapToObj(lane -> new LaneWriter<>(lane, senders.get(lane % senders.size()), parts))
            .toList();
    this.chainAskedNanos = System.nanoTime() - config.chain().poll().toNanos();
    this.boundsAskedNanos = System.nanoTime();
  }

  private SettlementReader reader(AvroSerdes serdes) {
    Deserializer<SettlementEvent> deserializer = serdes.deserializer(Topics.SETTLEMENTS);
    return new SettlementReader(
        deserializer,
        source.lanes(),
        letter -> {
          metrics.deadLetter();
          writer.send(letter);
        });
  }

  private AnchorSender sender(Signer signer) {
    SinkConfig.Chain how = config.chain();
    return new AnchorSender(
        new AnchorAccount(chain, contract, signer, how.fees()), how.fees(), how.resendAfter());
  }

  /**
   * Finds chain, contract, topic and broker, and creates the contract if the configuration says so.
   *
   * @param steps is told of every step
   * @throws IllegalStateException when what is found is not ours
   */
  static Sink open(SinkConfig config, SinkMetrics metrics, ChainClient chain, Step.Listener steps) {
    List<Signer> signers = signers(config, chain);
    Deployment deployment = deployment(config, chain, signers.get(0));
    LOG.info(
        "Chain {} at {}, contract {}, signers {}",
        deployment.chainId(),
        chain.url(),
        deployment.address(),
        signers);
    SinkConfig.Chain how = config.chain();
    var creator = new Account(chain, signers.get(0), how.fees(), how.resendAfter());
    var role = new AnchorRole(chain, deployment.address(), creator);
    signers.stream().skip(1).forEach(signer -> role.ensure(signer.address()));
    var source = new SettlementSource(config.kafka());
    return new Sink(config, metrics, chain, deployment, signers, source, steps);
  }

  /** The lanes' signers, on the chain that the configuration means. */
  static List<Signer> signers(SinkConfig config, ChainClient chain) {
    long id = chain.chainId();
    if (config.chain().id().isPresent() && config.chain().id().getAsLong() != id) {
      throw new IllegalStateException(
          "expected chain %d at %s, found %d: correct chain.rpc.url or chain.id"
              .formatted(config.chain().id().getAsLong(), chain.url(), id));
    }
    return config.keyFiles().stream()
        .map(file -> Signer.load(file, config.passwordFile(), id))
        .toList();
  }

  static Deployment deployment(SinkConfig config, ChainClient chain, Signer signer) {
    var deployer = new Deployer(chain, config.networkId());
    return config
        .contract()
        .map(address -> deployer.existing(address, config.contractBlock()))
        .orElseGet(
            () ->
                deployer.ensure(
                    config.deploymentFile(),
                    signer,
                    config.chain().fees(),
                    config.chain().resendAfter()));
  }

  /** One turn: read what came, and when it is time, look at the chain and act on it. */
  void turn() {
    long now = System.nanoTime();
    long left = config.chain().poll().toNanos() - (now - chainAskedNanos);
    for (ConsumerRecord<byte[], byte[]> record : source.poll(Duration.ofNanos(Math.max(0, left)))) {
      lanes.get(record.partition()).received(record.offset(), record, System.nanoTime());
    }
    if (System.nanoTime() - chainAskedNanos >= config.chain().poll().toNanos()) {
      chainAskedNanos = System.nanoTime();
      lookAtChain();
    }
  }

  /** The lanes come first: their transactions are on their way while receipts are written. */
  private void lookAtChain() {
    Block head = chain.head();
    metrics.head(head.number());
    attestations.refresh();
    List<Long> positions = contract.nextOffsets(lanes.size(), head.number());
    measure(positions);
    for (int lane = 0; lane < lanes.size(); lane++) {
      advance(lane, positions.get(lane));
    }
    if (follower.follow(head, positions)) {
      troubles.remove(FOLLOWER);
    } else {
      trouble(
          FOLLOWER,
          "the chain's events since contract.block do not lead to its state yet; they are read again");
    }
  }

  /** A lane that is refused keeps no other one from going on. */
  private void advance(int lane, long position) {
    try {
      lanes.get(lane).advance(position, System.nanoTime());
      troubles.remove(lane);
    } catch (ChainRefusedException | ContractRevertedException e) {
      trouble(lane, "lane %d waits: %s".formatted(lane, e.getMessage()));
    }
  }

  private void trouble(int who, String what) {
    if (!what.equals(troubles.put(who, what))) {
      LOG.warn(what);
    }
  }

  private void measure(List<Long> positions) {
    if (System.nanoTime() - boundsAskedNanos >= BOUNDS_EVERY.toNanos()) {
      boundsAskedNanos = System.nanoTime();
      source.refreshBounds();
    }
    for (int lane = 0; lane < lanes.size(); lane++) {
      metrics.lag(lane, Math.max(0, source.end(lane) - positions.get(lane)));
    }
  }

  /** Ready unless a lane stands still, or attesters refuse what it is to bring. */
  Health health() {
    Stream<String> halted = lanes.stream().flatMap(lane -> lane.halted().stream());
    Optional<String> why = Stream.concat(halted, troubles.values().stream()).findFirst();
    return why.or(attestations::trouble)
        .map(Health::waiting)
        .orElseGet(
            () ->
                Health.ready(
                    "%d lanes, %d offsets behind, block %d, contract %s"
                        .formatted(
                            lanes.size(), metrics.lag(), metrics.block(), contract.address())));
  }

  @Override
  public void close() {
    attestations.close();
    source.close();
    ranges.close();
    writer.close();
    registry.close();
  }

  /** Lets go of everything as it is, as when the process dies: what was not written stays so. */
  void abandon() {
    attestations.close();
    source.abandon();
    ranges.abandon();
    writer.abandon();
    registry.close();
  }
}
