package io.infera.infra.bench;

import io.infera.infra.bench.BenchReport.LoadAverage;
import io.infera.infra.bench.SettlementReport.LatencyMs;
import io.infera.infra.local.Access;
import io.infera.infra.local.LocalNetwork;
import io.infera.infra.local.LocalNetworkException;
import io.infera.infra.process.Progress;
import io.infera.ingest.domain.Latencies;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.settlement.SinkConfig;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Measures the sink alone: broker, registry and EVM node, no nodes and no Flink. Once at full speed
 * for rate and cost, once at a given rate for latency.
 */
final class SettlementBench {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Duration CHAIN_TIMEOUT = Duration.ofSeconds(20);
  private static final double MICROS_PER_MILLI = 1_000;

  private final LocalNetwork network;
  private final SettlementPlan plan;
  private final Progress progress;
  private final ProcessMeter processes;

  SettlementBench(LocalNetwork network, SettlementPlan plan, Progress progress) {
    this.network = network;
    this.plan = plan;
    this.progress = progress;
    this.processes = new ProcessMeter(network);
  }

  SettlementReport run(SchemaRegistry registry) throws InterruptedException {
    double loadBefore = LoadAverage.now();
    network.startSink();
    var serdes = new AvroSerdes(registry);
    Map<String, String> kafka = network.layout().kafka(Access.ADMIN);
    int asked = plan.warmUp() + 2 * plan.settlements();
    try (var times = new ReceiptTimes(kafka, serdes, asked);
        var writer = new SettlementWriter(kafka, serdes);
        var topics = new TopicMeter(kafka)) {
      var reader = new Thread(times, "receipts");
      reader.setDaemon(true);
      reader.start();
      progress.step("Warming up with " + plan.warmUp() + " settlements");
      writer.write(plan.warmUp(), Double.POSITIVE_INFINITY, times);
      awaitFinal(times, plan.warmUp());

      Usage bytes = topics.bytes();
      CpuUsage cpu = processes.cpuSeconds();
      progress.step(plan.settlements() + " settlements as fast as they can be written");
      writer.write(plan.settlements(), Double.POSITIVE_INFINITY, times);
      int half = plan.warmUp() + plan.settlements();
      awaitFinal(times, half);
      cpu = processes.cpuSeconds().since(cpu);
      bytes = topics.bytes().since(bytes);
      double perSecond = plan.settlements() / times.secondsUntilPending(plan.warmUp(), half);

      double rate = plan.rateAfter(perSecond);
      progress.step(
          String.format(
              Locale.ROOT,
              "%.0f a second; now %d at %.0f a second",
              perSecond,
              plan.settlements(),
              rate));
      writer.write(plan.settlements(), rate, times);
      awaitFinal(times, asked);
      return report(times, asked, perSecond, rate, cpu, bytes, loadBefore);
    }
  }

  private void awaitFinal(ReceiptTimes times, int settlements) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (times.finals() < settlements) {
      if (System.nanoTime() > end) {
        throw new LocalNetworkException(
            "expected %d final receipts within %d s, found %d, and %d pending; see the logs in %s"
                .formatted(
                    settlements,
                    PATIENCE.toSeconds(),
                    times.finals(),
                    times.pendings(),
                    network.layout().state().path()));
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  private SettlementReport report(
      ReceiptTimes times,
      int asked,
      double perSecond,
      double rate,
      CpuUsage cpu,
      Usage bytes,
      double loadBefore) {
    var config = SinkConfig.load(network.layout().state().configuration("sink"));
    var sizes = new TreeMap<>(bytes.perRequest(plan.settlements()));
    sizes.put("archive", (double) size(config.archive()) / asked);
    try (var chain = new ChainClient(network.layout().evmUrl(), CHAIN_TIMEOUT)) {
      var contract = new SettlementLog(chain, config.log().address());
      List<Anchored> batches = contract.anchored(config.log().block(), chain.head().number());
      long gas = batches.stream().mapToLong(b -> contract.gasUsed(b.transaction())).sum();
      return new SettlementReport(
          plan.settlements(),
          asked,
          times.finals(),
          times.withdrawals(),
          perSecond,
          latency(times.untilPending(asked - plan.settlements(), asked), rate),
          latency(times.untilFinal(asked - plan.settlements(), asked), rate),
          cpu.microsPerRequest(plan.settlements()).byProcess(),
          sizes,
          batches.size(),
          (double) gas / asked,
          processes.peakMb(),
          new LoadAverage(loadBefore, LoadAverage.now()));
    }
  }

  private static long size(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LatencyMs latency(Latencies latencies, double rate) {
    return new LatencyMs(
        rate,
        latencies.percentile(50) / MICROS_PER_MILLI,
        latencies.percentile(90) / MICROS_PER_MILLI,
        latencies.percentile(99) / MICROS_PER_MILLI,
        latencies.percentile(100) / MICROS_PER_MILLI);
  }
}
