package io.infera.infra.chaos;

import io.infera.event.Outcome;
import io.infera.infra.chaos.Injector.Injected;
import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.NodeSpec;
import io.infera.infra.process.Progress;
import io.infera.infra.topics.TopicReader;
import io.infera.ingest.RequestProducer;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run on a network: traffic, faults one after the other, time to settle, and the audit from
 * topics and chain alone.
 */
final class Chaos {
  private static final int LEAST_IN_FLIGHT = 64;
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;

  private final LocalNetwork network;
  private final List<NodeSpec> nodes;
  private final ChaosOptions options;
  private final Progress progress;
  private final AvroSerdes serdes;
  private final Injector injector;
  private final Means means;
  private final Audit audit;
  private final Map<String, Integer> injected = new TreeMap<>();
  private final Map<String, Double> longest = new TreeMap<>();
  private final List<Double> recoveries = new ArrayList<>();

  Chaos(
      LocalNetwork network,
      List<NodeSpec> nodes,
      ChaosOptions options,
      Means means,
      Progress progress,
      SchemaRegistry registry) {
    this.network = network;
    this.nodes = List.copyOf(nodes);
    this.options = options;
    this.progress = progress;
    this.serdes = new AvroSerdes(registry);
    this.means = means;
    var downtimes = new Downtimes(options.attempt());
    this.audit = new Audit(downtimes);
    List<String> nodeIds = nodes.stream().map(network::nodeId).toList();
    this.injector =
        new Injector(
            network,
            nodes,
            new Intruder(network.layout(), nodeIds),
            means,
            downtimes,
            options.outage(),
            options.pause());
  }

  ChaosReport run() throws InterruptedException {
    FaultPlan plan =
        FaultPlan.of(options.seed(), options.kills(), options.requests(), means.possible());
    awaitRoster();
    long began = System.nanoTime();
    progress.step(
        "%d requests, %d faults, %d of them kills, seed %d"
            .formatted(options.requests(), plan.faults().size(), plan.kills(), options.seed()));
    try (Traffic traffic =
        new Traffic(producer(), options.requests(), options.perSecond(), audit::acknowledged)) {
      traffic.start();
      for (int i = 0; i < plan.faults().size(); i++) {
        traffic.limit(plan.limit(i, options.requests()));
        inject(plan.faults().get(i), traffic);
      }
      progress.step("No more faults; sending what is left and waiting for the answers");
      traffic.finish();
    }
    injector.revive();
    settle();
    progress.step("Holding every settlement against the chain");
    ChainAuditor.audit(
        network.layout().state().configuration("sink"),
        new TopicReader(network.layout().kafka(Access.ADMIN), serdes),
        audit);
    progress.step("Judging the whole log again");
    Optional<String> difference = Replay.difference(network.layout());
    difference.ifPresent(audit::problem);
    if (audit.suspects()) {
      nameSuspects();
    }
    return report(plan, difference.isEmpty(), (System.nanoTime() - began) / NANOS);
  }

  private void inject(PlannedFault fault, Traffic traffic) throws InterruptedException {
    traffic.awaitSent(fault.due());
    Thread.sleep(fault.delay().toMillis());
    Injected done = injector.inject(fault);
    long answered = traffic.awaitAnswerAfter(done.healthy(), PATIENCE);
    double seconds = (answered - done.from()) / NANOS;
    if (answered - done.healthy() >= PATIENCE.toNanos()) {
      audit.problem(
          "no answer for "
              + PATIENCE.toSeconds()
              + " s after "
              + fault.kind().what()
              + " ("
              + injector.target(fault)
              + ")");
    }
    recoveries.add(seconds);
    injected.merge(fault.kind().title(), 1, Integer::sum);
    longest.merge(fault.kind().title(), seconds, Math::max);
    progress.step(
        String.format(
            Locale.ROOT,
            "  fault %d at request %d: %s (%s), %.1f s to heal",
            recoveries.size(),
            fault.due(),
            fault.kind().what(),
            injector.target(fault),
            seconds));
  }

  /** Reads the requests again: the audit keeps no keys. */
  private void nameSuspects() {
    new TopicReader(network.layout().kafka(Access.ADMIN), serdes)
        .read(
            Topics.REQUESTS,
            false,
            (origin, request) -> {
              audit.name(RequestKey.of(request));
              return true;
            });
  }

  private RequestProducer producer() {
    return network
        .producer()
        .modelId(options.modelId())
        .deadline(DEADLINE)
        .grace(GRACE)
        .maxInFlight(Math.max(LEAST_IN_FLIGHT, options.perSecond() / 2))
        .build();
  }

  /** Waits as long as it may take; what is open then, the audit finds. */
  private void settle() throws InterruptedException {
    progress.step("Waiting until everything is answered, settled and final");
    try (LogFollower follower =
        new LogFollower(network.layout().kafka(Access.ADMIN), serdes, network.answers(), audit)) {
      follower.readOn();
      // To read a long run takes minutes, which are none of its own.
      long end = System.nanoTime() + options.settling().toNanos();
      while (audit.open() > 0) {
        if (System.nanoTime() > end) {
          progress.step(
              "After %d s %d requests are still open; going on without"
                  .formatted(options.settling().toSeconds(), audit.open()));
          return;
        }
        Thread.sleep(BETWEEN_LOOKS.toMillis());
        follower.readOn();
      }
    }
  }

  private void awaitRoster() throws InterruptedException {
    progress.step("Waiting for all nodes to be in the roster");
    Set<String> expected = new HashSet<>(nodes.stream().map(network::nodeId).toList());
    TopicReader reader = new TopicReader(network.layout().kafka(Access.ADMIN), serdes);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!members(reader).containsAll(expected)) {
      if (System.nanoTime() > end) {
        audit.problem("not all nodes were in the roster after " + PATIENCE.toSeconds() + " s");
        return;
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  private static Set<String> members(TopicReader reader) {
    Map<String, Boolean> member = new HashMap<>();
    reader
        .all(Topics.ROSTERS)
        .forEach(change -> member.put(change.getNodeId(), change.getMember()));
    member.values().removeIf(in -> !in);
    return member.keySet();
  }

  private ChaosReport report(FaultPlan plan, boolean replayEqual, double seconds) {
    Findings findings = audit.findings();
    return new ChaosReport(
        options.seed(),
        plan.kills(),
        injected,
        means.missing(),
        findings.requests(),
        audit.byStatus(),
        findings.lost(),
        findings.conflicting(),
        findings.settledTwice(),
        findings.unsettled(),
        findings.honestPenalised(),
        audit.byOutcome().getOrDefault(Outcome.SILENT, 0),
        replayEqual,
        RecoverySeconds.of(recoveries),
        longest,
        injector.diedUnasked(),
        seconds,
        findings.problems());
  }
}
