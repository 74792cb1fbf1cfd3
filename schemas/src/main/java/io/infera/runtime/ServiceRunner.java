package io.infera.runtime;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service as a process: alone on its data, with health and metrics, and turning until it is told
 * to stop. What may pass by itself, such as a broker that does not answer, is waited out and shown
 * as health, and the service made anew; anything else ends it.
 */
public final class ServiceRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);
  private static final long PAUSE_MILLIS = 1_000;
  private static final int STOP_SECONDS = 30;

  private final Parts parts;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Health health = Health.waiting("starting");
  private String waitedFor = "";

  /** Something that works turn by turn, in one thread. */
  public interface Service extends AutoCloseable {
    /** Does what there is to do, and waits a little when there is nothing. */
    void turn();

    /** Whether it can do its work. */
    Health health();

    @Override
    void close();
  }

  /**
   * What is run.
   *
   * @param name the service, for people
   * @param dataDir what it keeps; one process at a time may use it
   * @param httpHost where health and metrics listen
   * @param httpPort 0 for a free port
   * @param metrics what an operator sees
   * @param open makes the service, from what it keeps
   * @param passes whether to wait a failure out
   */
  public record Parts(
      String name,
      Path dataDir,
      String httpHost,
      int httpPort,
      PrometheusMeterRegistry metrics,
      Supplier<Service> open,
      Predicate<RuntimeException> passes) {}

  public ServiceRunner(Parts parts) {
    this.parts = parts;
  }

  /** Runs until {@link #stop}, which the end of the JVM calls, too. */
  public void run() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try (FileChannel lock = lock();
        ServiceEndpoint endpoint =
            ServiceEndpoint.start(
                parts.httpHost(), parts.httpPort(), parts.metrics(), () -> health)) {
      LOG.info("Health and metrics on http://{}:{}", parts.httpHost(), endpoint.port());
      while (running()) {
        attempt();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      stopped.countDown();
    }
  }

  private void attempt() {
    try (Service service = parts.open().get()) {
      while (running()) {
        service.turn();
        health = service.health();
        waitedFor = "";
      }
    } catch (RuntimeException e) {
      pauseOrThrow(e);
    }
  }

  private void pauseOrThrow(RuntimeException e) {
    if (!parts.passes().test(e)) {
      throw e;
    }
    health = Health.waiting(e.getMessage());
    if (!e.getClass().getName().equals(waitedFor)) {
      waitedFor = e.getClass().getName();
      LOG.warn("Waiting: {}", e.getMessage());
    }
    try {
      stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw e;
    }
  }

  private boolean running() {
    return stop.getCount() > 0;
  }

  private FileChannel lock() throws IOException {
    Files.createDirectories(parts.dataDir());
    Path file = parts.dataDir().resolve("lock");
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new IllegalStateException(
          "another %s uses %s: stop it, or give this one a data.dir of its own"
              .formatted(parts.name(), parts.dataDir()));
    }
    return channel;
  }

  /** Asks it to stop and waits until it has. */
  public void stop() {
    stop.countDown();
    try {
      if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The last turn takes too long; it is left to the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
