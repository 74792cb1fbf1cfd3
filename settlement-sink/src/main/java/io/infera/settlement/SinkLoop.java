package io.infera.settlement;

import io.infera.runtime.Health;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.domain.Step;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a sink turning until it is stopped. What may pass by itself (a chain, a broker or a
 * registry that does not answer) is waited out, for longer each time, and shown as health; anything
 * else ends it.
 */
public final class SinkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SinkConfig config;
  private final SinkMetrics metrics;
  private final ChainClient chain;
  private final Step.Listener steps;
  private final CountDownLatch stop;
  private volatile Health health = Health.waiting("starting");
  private String waitedFor = "";
  private Duration pause;

  /**
   * @param stop at zero it ends after the turn
   */
  public SinkLoop(
      SinkConfig config,
      SinkMetrics metrics,
      ChainClient chain,
      Step.Listener steps,
      CountDownLatch stop) {
    this.config = config;
    this.metrics = metrics;
    this.chain = chain;
    this.steps = steps;
    this.stop = stop;
    this.pause = config.chain().poll();
  }

  /** Runs until it is stopped. */
  public void run() {
    while (running()) {
      try {
        attempt();
      } catch (ChainUnavailableException | ChainRefusedException | ContractRevertedException e) {
        pause(e);
      } catch (RetriableException e) {
        pause(e);
      }
    }
  }

  /** What the sink says of itself; to be asked from any thread. */
  Health health() {
    return health;
  }

  private void attempt() {
    Sink sink = Sink.open(config, metrics, chain, steps);
    try {
      while (running()) {
        turn(sink);
      }
    } catch (RuntimeException | Error e) {
      // Nothing that it has in hand is to be written after a failure that nobody understands.
      sink.abandon();
      throw e;
    }
    sink.close();
  }

  private void turn(Sink sink) {
    try {
      sink.turn();
      health = sink.health();
      waitedFor = "";
      pause = config.chain().poll();
    } catch (ChainUnavailableException | ChainRefusedException | ContractRevertedException e) {
      pause(e);
    } catch (RetriableException e) {
      pause(e);
    }
  }

  private void pause(RuntimeException e) {
    health = Health.waiting(e.getMessage());
    if (!e.getClass().getName().equals(waitedFor)) {
      waitedFor = e.getClass().getName();
      LOG.warn("Waiting: {}", e.getMessage());
    }
    try {
      stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptException(interrupted);
    }
  }

  private boolean running() {
    return stop.getCount() > 0;
  }
}
