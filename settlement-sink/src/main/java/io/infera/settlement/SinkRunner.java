package io.infera.settlement;

import io.infera.runtime.Health;
import io.infera.runtime.ServiceEndpoint;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.ContractRevertedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a sink turning until it is stopped. What may pass by itself (a chain, a broker or a
 * registry that does not answer, a role not granted yet) is waited out and shown as health;
 * anything else ends the process.
 */
final class SinkRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SinkRunner.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final SinkConfig config;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Health health = Health.waiting("starting");
  private String waitedFor = "";

  SinkRunner(SinkConfig config) {
    this.config = config;
  }

  /** Runs until {@link #stop}. */
  void run() {
    var metrics = new SinkMetrics();
    try (FileChannel lock = lock();
        ServiceEndpoint endpoint =
            ServiceEndpoint.start(
                config.httpHost(), config.httpPort(), metrics.registry(), () -> health);
        ChainClient chain = new ChainClient(config.chain().url(), config.chain().timeout())) {
      LOG.info("Health and metrics on http://{}:{}", config.httpHost(), endpoint.port());
      while (running()) {
        attempt(metrics, chain);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      stopped.countDown();
    }
  }

  private void attempt(SinkMetrics metrics, ChainClient chain) {
    try (Sink sink = Sink.open(config, metrics, chain)) {
      while (running()) {
        turn(sink);
      }
    } catch (ChainUnavailableException | ChainRefusedException | ContractRevertedException e) {
      pause(e);
    } catch (RetriableException e) {
      pause(e);
    }
  }

  private void turn(Sink sink) {
    try {
      sink.turn();
      health = sink.health();
      waitedFor = "";
    } catch (ContractRevertedException e) {
      if (e.error().filter(error -> error.name().equals("NotContiguous")).isEmpty()) {
        pause(e);
      }
      // Otherwise the chain has moved since we looked; the next look tells where to.
    } catch (ChainUnavailableException | ChainRefusedException | RetriableException e) {
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
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptException(interrupted);
    }
  }

  private boolean running() {
    return stop.getCount() > 0;
  }

  /** Two sinks on one archive would not lose anything, but neither would get anywhere. */
  private FileChannel lock() throws IOException {
    Files.createDirectories(config.dataDir());
    var file = config.dataDir().resolve("lock");
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new IllegalStateException(
          "another sink uses %s: stop it, or give this one a data.dir of its own"
              .formatted(config.dataDir()));
    }
    return channel;
  }

  /** Asks it to stop and waits until it has. */
  void stop() {
    stop.countDown();
    try {
      if (!stopped.await(30, TimeUnit.SECONDS)) {
        LOG.warn("The last turn takes too long; it is left to the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
