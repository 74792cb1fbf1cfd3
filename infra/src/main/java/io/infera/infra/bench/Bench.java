package io.infera.infra.bench;

import io.infera.event.ModelPolicy;
import io.infera.infra.bench.BenchReport.LatencyMs;
import io.infera.infra.bench.BenchReport.LoadAverage;
import io.infera.infra.local.Access;
import io.infera.infra.local.Catalogue;
import io.infera.infra.local.Layout;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.local.ModelPolicies;
import io.infera.infra.process.Progress;
import io.infera.infra.topics.TopicReader;
import io.infera.ingest.domain.Latencies;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures a network that runs: warm-up; repetitions of a closed loop for rate and CPU; an open
 * loop for latency; then what lies in the topics, once all is settled.
 *
 * <p>CPU is counted while a closed loop runs. What comes after its last answer (the tail of
 * settlement) is not in it, what is left of the load before is: over repetitions that evens out.
 */
final class Bench {
  private static final String ANALYST = AccessRules.nameOf(Role.ANALYST);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final Duration HELD_AT_MOST = Duration.ofHours(1);

  /** An attempt takes no more than half of it. */
  private static final Duration DEADLINE_OF_HELD = HELD_AT_MOST.multipliedBy(2).plusMinutes(1);

  private static final int BEHIND_THE_HELD = 1_000;
  private static final int SETTLED_A_SECOND = 1_000;
  private static final Duration POLICY_SPREADS = Duration.ofSeconds(2);
  private static final int OPEN_LOOP_ROOM = 20_000;
  private static final double MICROS_PER_MILLI = 1_000;

  private final LocalNetwork network;
  private final BenchPlan plan;
  private final Map<String, String> client;
  private final Progress progress;
  private final ProcessMeter processes;

  /**
   * @param client settings of the Kafka clients of who asks
   */
  Bench(LocalNetwork network, BenchPlan plan, Map<String, String> client, Progress progress) {
    this.network = network;
    this.plan = plan;
    this.client = client;
    this.progress = progress;
    this.processes = new ProcessMeter(network);
  }

  BenchReport run(SchemaRegistry registry) throws InterruptedException {
    double loadBefore = LoadAverage.now();
    awaitRoster(registry);
    if (plan.held() > 0) {
      giveTime();
    }
    try (var topics = new TopicMeter(network.layout().kafka(Access.ADMIN));
        var receipts = new ReceiptCount(network.layout().kafka(ANALYST));
        var holder = new LoadDriver(network, client, plan.held() + 1, DEADLINE_OF_HELD)) {
      int asked = warmUp();
      receipts.await(asked, PATIENCE);
      Usage bytesBefore = topics.bytes();
      int before = asked;
      asked += hold(holder);
      var results = new ArrayList<LoadResult>();
      CpuUsage cpu = closedLoops(results);
      Spread rates = Spread.of(results.stream().map(LoadResult::verifiedPerSecond).toList());
      double rate = plan.rateAfter(rates.median());
      LoadResult open = openLoop(rate);
      results.add(open);
      if (plan.held() > 0) {
        progress.step("Answering " + plan.held() + " requests that were held");
        results.add(holder.release());
      }
      asked += results.stream().mapToInt(LoadResult::asked).sum();
      progress.step("Waiting until all is settled");
      int settled = receipts.await(asked, PATIENCE.plusSeconds(plan.held() / SETTLED_A_SECOND));
      Usage bytes = topics.bytes().since(bytesBefore);
      CpuUsage micros = cpu.microsPerRequest((long) plan.requests() * plan.repetitions());
      Map<String, Double> sizes = bytes.perRequest(asked - before);
      return new BenchReport(
          plan.nodes(),
          plan.requests(),
          plan.repetitions(),
          plan.inFlight(),
          plan.held(),
          LoadResult.statuses(results),
          settled,
          asked,
          rates.median(),
          rates,
          latencyMs(open.latencies(), rate),
          micros.sum().all(),
          micros.byProcess(),
          sizes.values().stream().mapToDouble(Double::doubleValue).sum(),
          sizes,
          processes.peakMb(),
          new LoadAverage(loadBefore, LoadAverage.now()));
    }
  }

  /**
   * Opens the requests that stay open, and waits until they are; says how many were asked besides.
   * Whatever is answered later was assigned later, on its partition.
   */
  private int hold(LoadDriver holder) throws InterruptedException {
    if (plan.held() == 0) {
      return 0;
    }
    progress.step("Opening " + plan.held() + " requests that stay open");
    holder.hold(plan.held());
    try (var driver = new LoadDriver(network, client, plan.inFlight())) {
      // And the one that releases them.
      return driver.closedLoop(BEHIND_THE_HELD).asked() + 1;
    }
  }

  /** Publishes the stub's policy again, with time enough for requests that are held. */
  private void giveTime() throws InterruptedException {
    Layout layout = network.layout();
    List<ModelPolicy> patient =
        ModelPolicies.readAll(layout.repository().benchmarkModels()).stream()
            .map(
                policy ->
                    ModelPolicy.newBuilder(policy)
                        .setVersion(policy.getVersion() + 1)
                        .setAttemptTimeoutMs((int) HELD_AT_MOST.toMillis())
                        .setMaxDeadlineMs((int) DEADLINE_OF_HELD.toMillis())
                        .build())
            .toList();
    new Catalogue(
            layout.kafka(Access.ADMIN),
            layout.kafka(AccessRules.nameOf(Role.OPERATOR)),
            layout.registryUrl())
        .publish(patient);
    Thread.sleep(POLICY_SPREADS.toMillis());
  }

  /** Says how many were asked. */
  private int warmUp() throws InterruptedException {
    int asked = 0;
    try (var driver = new LoadDriver(network, client, plan.inFlight())) {
      for (var last = CpuUsage.Time.NONE; plan.warmUp().goesOn(asked, last); ) {
        CpuUsage before = processes.cpuSeconds();
        asked += driver.closedLoop(plan.warmUp().round()).asked();
        last = processes.cpuSeconds().since(before).sum();
        progress.step(
            String.format(
                Locale.ROOT,
                "Warmed up with %d requests; in the last %d compiling took %.0f %% of the time",
                asked,
                plan.warmUp().round(),
                100 * last.compiling() / last.all()));
      }
    }
    return asked;
  }

  private CpuUsage closedLoops(List<LoadResult> results) throws InterruptedException {
    CpuUsage cpu = CpuUsage.none();
    try (var driver = new LoadDriver(network, client, plan.inFlight())) {
      for (int i = 1; i <= plan.repetitions(); i++) {
        CpuUsage before = processes.cpuSeconds();
        LoadResult result = driver.closedLoop(plan.requests());
        cpu = cpu.plus(processes.cpuSeconds().since(before));
        results.add(result);
        progress.step(
            String.format(
                Locale.ROOT,
                "Repetition %d of %d: %.0f verified a second, load average %.1f",
                i,
                plan.repetitions(),
                result.verifiedPerSecond(),
                LoadAverage.now()));
      }
    }
    return cpu;
  }

  private LoadResult openLoop(double rate) throws InterruptedException {
    progress.step(
        String.format(Locale.ROOT, "%d requests at %.0f a second", plan.requests(), rate));
    try (var driver = new LoadDriver(network, client, OPEN_LOOP_ROOM)) {
      return driver.openLoop(plan.requests(), rate);
    }
  }

  private void awaitRoster(SchemaRegistry registry) throws InterruptedException {
    var reader = new TopicReader(network.layout().kafka(ANALYST), new AvroSerdes(registry));
    long end = System.nanoTime() + PATIENCE.toNanos();
    int found = members(reader);
    while (found < plan.nodes()) {
      if (System.nanoTime() > end) {
        throw new LocalNetworkException(
            "expected "
                + plan.nodes()
                + " nodes in the roster within "
                + PATIENCE.toSeconds()
                + " s, found "
                + found
                + "; see the logs in "
                + network.layout().state().path());
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      found = members(reader);
    }
  }

  private static int members(TopicReader reader) {
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
    return members.size();
  }

  private static LatencyMs latencyMs(Latencies latencies, double rate) {
    return new LatencyMs(
        rate,
        latencies.count(),
        latencies.percentile(50) / MICROS_PER_MILLI,
        latencies.percentile(90) / MICROS_PER_MILLI,
        latencies.percentile(99) / MICROS_PER_MILLI,
        latencies.percentile(99.9) / MICROS_PER_MILLI,
        latencies.percentile(100) / MICROS_PER_MILLI);
  }
}
