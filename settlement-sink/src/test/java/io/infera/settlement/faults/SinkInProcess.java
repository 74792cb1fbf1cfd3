package io.infera.settlement.faults;

import io.infera.settlement.SinkConfig;
import io.infera.settlement.SinkLoop;
import io.infera.settlement.SinkMetrics;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * A sink in a thread that is started again whenever it dies, as a supervisor does. Of a life
 * nothing is left to the next one but what is on the disk, in Kafka and on the chain.
 */
final class SinkInProcess implements Runnable {
  private static final int LONGEST_DOWN_MILLIS = 150;

  private final SinkConfig config;
  private final CrashPlan plan;
  private final Random random;
  private final SinkMetrics metrics = new SinkMetrics();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<String> deaths = new ArrayList<>();

  SinkInProcess(SinkConfig config, CrashPlan plan, Random random) {
    this.config = config;
    this.plan = plan;
    this.random = random;
  }

  @Override
  public void run() {
    while (stop.getCount() > 0) {
      try (var chain = new ChainClient(config.chain().url(), config.chain().timeout())) {
        new SinkLoop(config, metrics, chain, plan, stop).run();
      } catch (CrashPlan.Crash e) {
        Await.pause(random.nextInt(LONGEST_DOWN_MILLIS));
      } catch (RuntimeException e) {
        deaths.add(e.toString());
        Await.pause(LONGEST_DOWN_MILLIS);
      }
    }
  }

  CrashPlan plan() {
    return plan;
  }

  void stop() {
    stop.countDown();
  }

  /** Deaths that nobody planned, by what they died of. */
  List<String> deaths() {
    return deaths;
  }

  double count(String meter) {
    return metrics.registry().counter("infera.settlement." + meter).count();
  }
}
