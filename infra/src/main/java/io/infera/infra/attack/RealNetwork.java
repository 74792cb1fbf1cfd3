package io.infera.infra.attack;

import io.infera.infra.demo.DemoTexts;
import io.infera.infra.demo.Load;
import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NetworkOptions;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.process.Progress;
import io.infera.infra.rogue.Gathering;
import io.infera.infra.rogue.RogueMain;
import io.infera.infra.rogue.Rogues;
import io.infera.infra.rogue.Withholder;
import io.infera.infra.topics.TopicReader;
import io.infera.ingest.RequestProducer;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A scenario on a network of real processes with the real model: which nodes are the ring's only
 * the launcher knows.
 */
final class RealNetwork {
  static final Duration EPOCH = Duration.ofSeconds(5);
  static final int BACKSTOPS = 2;

  private static final int IN_FLIGHT = 24;
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final Repository repository;
  private final StateDirectory state;
  private final Setting setting;
  private final Scenario scenario;
  private final Progress progress;

  /**
   * What was seen, and who was who.
   *
   * @param ring nodeIds of the ring
   * @param market nodeIds of all but the network's own
   * @param seconds from the first request to the last answer
   */
  record Run(Seen seen, Truth truth, Set<String> ring, Set<String> market, double seconds) {}

  /**
   * @param state emptied first
   */
  RealNetwork(
      Repository repository,
      StateDirectory state,
      Scenario scenario,
      Setting setting,
      Progress progress) {
    this.repository = repository;
    this.state = state;
    this.scenario = scenario;
    this.setting = setting;
    this.progress = progress;
  }

  Run run() throws InterruptedException {
    state.empty();
    List<NodeSpec> ring = new ArrayList<>();
    List<NodeSpec> market = new ArrayList<>();
    List<NodeSpec> all = new ArrayList<>();
    for (NodeSpec usual : NodeSpec.usual(setting.nodes(), BACKSTOPS, Map.of())) {
      boolean rogue = !usual.backstop() && setting.isOfRing(market.size());
      NodeSpec node = rogue ? rogue(usual) : usual;
      all.add(node);
      if (!node.backstop()) {
        market.add(node);
      }
      if (rogue) {
        ring.add(node);
      }
    }
    NetworkOptions options =
        NetworkOptions.of(repository, state, all)
            .withOverrides(Map.of("verification", Map.of("epoch.length", EPOCH.toSeconds() + "s")));
    try (LocalNetwork network = LocalNetwork.start(options, progress);
        SchemaRegistry registry = SchemaRegistry.connect(network.layout().registryUrl())) {
      var reader = new TopicReader(network.layout().kafka(Access.ADMIN), new AvroSerdes(registry));
      progress.step("Waiting for all nodes to be in the roster");
      await("all nodes in the roster", () -> members(reader) == all.size());
      double seconds = ask(network);
      progress.step("Waiting until all is judged");
      await("all judged", () -> reader.all(Topics.SETTLEMENTS).size() >= setting.requests());
      Seen seen = Seen.read(reader, network.answers());
      return new Run(
          seen, Truth.of(seen.requests()), ids(network, ring), ids(network, market), seconds);
    }
  }

  private NodeSpec rogue(NodeSpec node) {
    List<Path> jars =
        List.of(repository.application("gpu-consumer"), repository.application("infra"));
    Map<String, String> settings =
        scenario.name().equals(Rogues.WITHHOLDING)
            ? Map.of("kafka.interceptor.classes", Withholder.class.getName())
            : Map.of();
    return node.runBy(new NodeSpec.Program(jars, RogueMain.class.getName()))
        .with(settings)
        .in(
            Map.of(
                RogueMain.SCENARIO,
                scenario.name(),
                RogueMain.RING,
                ringDirectory().toString(),
                RogueMain.NAME,
                node.name()));
  }

  private Path ringDirectory() {
    return state.path().resolve("ring");
  }

  private double ask(LocalNetwork network) throws InterruptedException {
    List<String> texts = DemoTexts.take(setting.requests());
    progress.step("Asking for " + texts.size() + " texts, " + IN_FLIGHT + " at a time");
    long began = System.nanoTime();
    try (RequestProducer producer =
        network.producer().deadline(DEADLINE).maxInFlight(IN_FLIGHT).build()) {
      new Load(producer)
          .run(
              texts,
              answered -> {
                if (answered == texts.size() / 2) {
                  // Not here: answers come on this thread.
                  CompletableFuture.runAsync(() -> Gathering.wake(ringDirectory()));
                }
              });
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static int members(TopicReader reader) {
    var members = new HashMap<String, Boolean>();
    reader
        .all(Topics.ROSTERS)
        .forEach(change -> members.put(change.getNodeId(), change.getMember()));
    return (int) members.values().stream().filter(member -> member).count();
  }

  private static Set<String> ids(LocalNetwork network, List<NodeSpec> nodes) {
    var ids = new HashSet<String>();
    nodes.forEach(node -> ids.add(network.nodeId(node)));
    return ids;
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("expected " + what + " within " + PATIENCE);
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }
}
