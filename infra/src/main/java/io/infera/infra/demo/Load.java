package io.infera.infra.demo;

import io.infera.event.InferenceResponse;
import io.infera.infra.demo.DemoReport.LatencyMs;
import io.infera.ingest.RequestProducer;
import io.infera.ingest.domain.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** Asks for every text and waits for the answers, a bounded number in flight. */
public final class Load {
  private static final double MICROS_PER_MILLI = 1_000;

  private final RequestProducer producer;
  private final Latencies latencies = new Latencies();

  public Load(RequestProducer producer) {
    this.producer = producer;
  }

  /**
   * @param whenAnswered told after each answer how many there are
   * @throws java.util.concurrent.CompletionException when a request got no answer at all
   */
  public void run(List<String> texts, IntConsumer whenAnswered) throws InterruptedException {
    var answers = new ArrayList<CompletableFuture<InferenceResponse>>();
    for (String text : texts) {
      answers.add(ask(text, whenAnswered));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
  }

  LatencyMs latencyMs() {
    return new LatencyMs(
        latencies.percentile(50) / MICROS_PER_MILLI, latencies.percentile(99) / MICROS_PER_MILLI);
  }

  /** The clock starts when there is room in flight: waiting for it is not the network's latency. */
  private CompletableFuture<InferenceResponse> ask(String text, IntConsumer whenAnswered)
      throws InterruptedException {
    var sent = new long[1];
    return producer
        .submit(text, request -> sent[0] = System.nanoTime())
        .whenComplete(
            (response, failure) -> {
              // The producer calls back on one thread, one answer after the other.
              latencies.add((System.nanoTime() - sent[0]) / 1_000);
              whenAnswered.accept(latencies.count());
            });
  }
}
