package io.infera.settlement;

import io.infera.event.SettlementEvent;
import io.infera.runtime.Health;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.settlement.chain.AnchorSender;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Deployer;
import io.infera.settlement.chain.Deployment;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.chain.Signer;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.Block;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

  private final SinkConfig config;
  private final SinkMetrics metrics;
  private final ChainClient chain;
  private final SettlementLog contract;
  private final SchemaRegistry registry;
  private final SettlementSource source;
  private final ReceiptWriter writer;
  private final ChainFollower follower;
  private final List<LaneWriter> lanes;
  private long chainAskedNanos;
  private long boundsAskedNanos;

  private Sink(
      SinkConfig config,
      SinkMetrics metrics,
      ChainClient chain,
      Deployment deployment,
      Signer signer,
      SchemaRegistry registry,
      SettlementSource source,
      ReceiptWriter writer) {
    this.config = config;
    this.metrics = metrics;
    this.chain = chain;
    this.contract = new SettlementLog(chain, deployment.address());
    this.registry = registry;
    this.source = source;
    this.writer = writer;
    var archive = new Archive(config.archive(), config.networkId());
    Deserializer<SettlementEvent> deserializer =
        new AvroSerdes(registry).deserializer(Topics.SETTLEMENTS);
    var reader =
        new SettlementReader(
            deserializer,
            source.lanes(),
            letter -> {
              metrics.deadLetter();
              writer.send(letter);
            });
    this.follower =
        new ChainFollower(
            new ChainFollower.Parts(
                chain,
                contract,
                deployment.block(),
                config.chain().confirmations(),
                archive,
                new Journal(config.dataDir(), contract.address()),
                source,
                reader,
                new Receipts(deployment.chainId(), contract.address()),
                writer,
                metrics));
    var parts =
        new LaneWriter.Parts(
            source,
            reader,
            writer,
            archive,
            new AnchorSender(chain, contract, signer, config.chain().tip()),
            config.batch(),
            config.chain().resendAfter(),
            metrics);
    this.lanes =
        IntStream.range(0, source.lanes()).mapToObj(lane -> new LaneWriter(lane, parts)).toList();
    this.chainAskedNanos = System.nanoTime() - config.chain().poll().toNanos();
    this.boundsAskedNanos = System.nanoTime();
  }

  /**
   * Finds chain, contract, topic and broker, and creates the contract if the configuration says so.
   *
   * @throws IllegalStateException when what is found is not ours
   */
  static Sink open(SinkConfig config, SinkMetrics metrics, ChainClient chain) {
    Signer signer = Signer.load(config.keyFile(), chain.chainId());
    Deployment deployment = deployment(config, chain, signer);
    LOG.info(
        "Chain {} at {}, contract {}, signer {}",
        deployment.chainId(),
        chain.url(),
        deployment.address(),
        signer.address());
    var source = new SettlementSource(config.kafka());
    var registry = SchemaRegistry.connect(config.registryUrl());
    var writer =
        new ReceiptWriter(config.kafka(), new AvroSerdes(registry).serializer(Topics.RECEIPTS));
    return new Sink(config, metrics, chain, deployment, signer, registry, source, writer);
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
                    config.chain().tip(),
                    config.chain().resendAfter()));
  }

  /** One turn: read what came, and when it is time, look at the chain and act on it. */
  void turn() {
    long now = System.nanoTime();
    long left = config.chain().poll().toNanos() - (now - chainAskedNanos);
    for (ConsumerRecord<byte[], byte[]> record : source.poll(Duration.ofNanos(Math.max(0, left)))) {
      lanes.get(record.partition()).received(record, System.nanoTime());
    }
    if (System.nanoTime() - chainAskedNanos >= config.chain().poll().toNanos()) {
      chainAskedNanos = System.nanoTime();
      lookAtChain();
    }
  }

  private void lookAtChain() {
    Block head = chain.head();
    metrics.head(head.number());
    follower.follow(head);
    List<Long> positions = contract.nextOffsets(lanes.size(), head.number());
    measure(positions);
    for (int lane = 0; lane < lanes.size(); lane++) {
      lanes.get(lane).advance(positions.get(lane), System.nanoTime());
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

  /** Ready unless a lane stands still. */
  Health health() {
    Optional<String> halted = lanes.stream().flatMap(lane -> lane.halted().stream()).findFirst();
    return halted
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
    source.close();
    writer.close();
    registry.close();
  }
}
