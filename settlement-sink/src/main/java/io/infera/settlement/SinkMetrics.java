package io.infera.settlement;

import io.infera.settlement.domain.SinkEvents;
import io.infera.settlement.domain.Tracked;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What an operator sees of the sink. */
public final class SinkMetrics implements SinkEvents {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<AtomicLong> lags = new CopyOnWriteArrayList<>();
  private final AtomicLong block =
      registry.gauge("infera.settlement.chain.block", new AtomicLong());
  private final Counter batches = registry.counter("infera.settlement.batches.anchored");
  private final Counter settlements = registry.counter("infera.settlement.settlements.anchored");
  private final Counter gas = registry.counter("infera.settlement.gas.used");
  private final Counter reorganisations = registry.counter("infera.settlement.reorganisations");
  private final Counter sendings = registry.counter("infera.settlement.transactions.sent");
  private final Counter resendings = registry.counter("infera.settlement.transactions.resent");
  private final Counter givenUp = registry.counter("infera.settlement.transactions.given.up");
  private final Counter deadLetters = registry.counter("infera.settlement.dead.letters");

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Offsets of a lane that are committed and not anchored; markers count too. */
  void lag(int lane, long offsets) {
    while (lags.size() <= lane) {
      var lag = new AtomicLong();
      Tags tags = Tags.of("lane", Integer.toString(lags.size()));
      Gauge.builder("infera.settlement.lag.offsets", lag, AtomicLong::get)
          .tags(tags)
          .register(registry);
      lags.add(lag);
    }
    lags.get(lane).set(offsets);
  }

  long lag() {
    return lags.stream().mapToLong(AtomicLong::get).sum();
  }

  void head(long number) {
    block.set(number);
  }

  long block() {
    return block.get();
  }

  void gas(long used) {
    gas.increment(used);
  }

  @Override
  public void told(Tracked tracked, int receipts) {
    registry
        .counter("infera.settlement.receipts", "status", tracked.stage().name())
        .increment(receipts);
    if (tracked.stage() == Tracked.Stage.PENDING) {
      batches.increment();
      settlements.increment(receipts);
    }
  }

  @Override
  public void reorganised() {
    reorganisations.increment();
  }

  @Override
  public void sent() {
    sendings.increment();
  }

  @Override
  public void resent() {
    resendings.increment();
  }

  @Override
  public void givenUp() {
    givenUp.increment();
  }

  void deadLetter() {
    deadLetters.increment();
  }
}
