package io.infera.settlement;

import io.infera.runtime.ServiceEndpoint;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.domain.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sink as a process: alone on its data, with health and metrics, until it is told to stop. */
final class SinkRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SinkRunner.class);

  private final SinkConfig config;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  SinkRunner(SinkConfig config) {
    this.config = config;
  }

  /** Runs until {@link #stop}. */
  void run() {
    var metrics = new SinkMetrics();
    try (FileChannel lock = lock();
        ChainClient chain = new ChainClient(config.chain().url(), config.chain().timeout())) {
      var loop = new SinkLoop(config, metrics, chain, Step.Listener.NONE, stop);
      try (var endpoint =
          ServiceEndpoint.start(
              config.httpHost(), config.httpPort(), metrics.registry(), loop::health)) {
        LOG.info("Health and metrics on http://{}:{}", config.httpHost(), endpoint.port());
        loop.run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      stopped.countDown();
    }
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
