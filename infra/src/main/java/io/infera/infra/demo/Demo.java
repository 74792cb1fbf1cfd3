package io.infera.infra.demo;

import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.process.Progress;
import io.infera.infra.topics.TopicReader;
import io.infera.ingest.RequestProducer;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The demo on a network that runs: waits until all nodes are in the roster, asks for every text,
 * kills a node half way, waits until everything is settled, the impostor is out and ejected on the
 * chain, and the nodes are paid, and reads from topics and chain what happened.
 */
final class Demo {
  /** Shorter than in production, so that all of it happens while one watches. */
  static final Map<String, Map<String, String>> SETTINGS =
      Map.of(
          "verification", Map.of("epoch.length", "5s"),
          "contracts",
              Map.of("rewards.activation.delay", "2s", "staking.ladder.ppm", "250000,1000000"),
          "keeper", Map.of("epoch.length", "4s", "confirmations", "1"));

  private static final int IN_FLIGHT = 32;
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;
  private static final long MIB = 1L << 20;

  private final LocalNetwork network;
  private final Cast cast;
  private final Progress progress;
  private final TopicReader reader;

  Demo(LocalNetwork network, Cast cast, Progress progress, SchemaRegistry registry) {
    this.network = network;
    this.cast = cast;
    this.progress = progress;
    this.reader = new TopicReader(network.layout().kafka(Access.ADMIN), new AvroSerdes(registry));
  }

  DemoReport run(List<String> texts, double startSeconds) throws InterruptedException {
    progress.step("Waiting for all nodes to be in the roster");
    await("all nodes in the roster", this::allInRoster);
    progress.step("Asking for " + texts.size() + " texts, three nodes each: " + DemoTexts.SOURCE);
    long began = System.nanoTime();
    Load load = ask(texts);
    double loadSeconds = (System.nanoTime() - began) / NANOS;
    long residentMb = network.residentBytes() / MIB;
    progress.step("Waiting until all is settled and final, and the impostor out of the draw");
    await("all settled and the impostor out", () -> settled(texts.size()) && impostorOut());
    Money money = settleUp(texts.size());
    progress.step("Reading the topics and holding every receipt against the chain");
    Observation observed = Observation.read(reader, network.answers());
    ReceiptAudit receipts =
        ReceiptAuditor.audit(
            network.layout().state().configuration("sink"), observed.finalReceipts());
    return new Reporter(observed)
        .report(
            kinds(),
            new Measured(load.latencyMs(), residentMb, startSeconds, loadSeconds),
            receipts,
            money);
  }

  private Money settleUp(int settlements) throws InterruptedException {
    String impostor = network.nodeId(cast.the(NodeKind.IMPOSTOR));
    try (var payday = new Payday(network, progress)) {
      progress.step(
          "Waiting until the impostor is slashed and ejected on the chain, and all is paid");
      await(
          "the impostor ejected on the chain and the nodes' fees there",
          () ->
              payday.isEjected(impostor)
                  && !payday.hasOpenCases(impostor)
                  && payday.isSettledUp(settlements));
      payday.claim(cast.nodes().stream().map(NodeSpec::name).toList());
      return new MoneyAudit(payday.chain(), payday.economy(), payday.epoch().orElseThrow())
          .audit(kinds(), network.requester(), network.layout().state().keys());
    }
  }

  private Load ask(List<String> texts) throws InterruptedException {
    String victim = cast.the(NodeKind.KILLED).name();
    try (RequestProducer producer =
        network.producer().deadline(DEADLINE).maxInFlight(IN_FLIGHT).build()) {
      var load = new Load(producer);
      int step = Math.max(1, texts.size() / 10);
      load.run(
          texts,
          answered -> {
            if (answered == texts.size() / 2) {
              // Not here: answers come on this thread.
              CompletableFuture.runAsync(() -> kill(victim));
            }
            if (answered % step == 0) {
              progress.step(answered + " of " + texts.size() + " answered");
            }
          });
      return load;
    }
  }

  private void kill(String process) {
    progress.step("Half way: killing " + process + " (kill -9)");
    try {
      network.kill(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean allInRoster() {
    Set<String> members = new HashSet<>();
    reader
        .all(Topics.ROSTERS)
        .forEach(
            change -> {
              if (change.getMember()) {
                members.add(change.getNodeId());
              } else {
                members.remove(change.getNodeId());
              }
            });
    return members.containsAll(kinds().keySet());
  }

  private boolean settled(int requests) {
    return Observation.finalReceipts(reader.all(Topics.RECEIPTS)).size() >= requests;
  }

  private boolean impostorOut() {
    String impostor = network.nodeId(cast.the(NodeKind.IMPOSTOR));
    var states = new LinkedHashMap<String, Boolean>();
    reader
        .all(Topics.STANDINGS)
        .forEach(
            standing ->
                states.put(standing.getNodeId(), Expectations.isOut(standing.getState().name())));
    return states.getOrDefault(impostor, false);
  }

  private Map<String, NodeKind> kinds() {
    var kinds = new LinkedHashMap<String, NodeKind>();
    cast.kinds().forEach((node, kind) -> kinds.put(network.nodeId(node), kind));
    return kinds;
  }

  /** Waits as long as patience lasts; what is still missing then is for the report to say. */
  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        progress.step(
            "After "
                + PATIENCE.toSeconds()
                + " s still waiting for "
                + what
                + "; going on without");
        return;
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }
}
