package io.infera.dispatcher;

import io.infera.schemas.catalog.Tick;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an empty record into every partition of the ticked topics, so that the broker's time goes
 * on in them although nothing else is written. Several tickers do no harm.
 */
final class Ticker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

  private final Producer<byte[], byte[]> producer;
  private final List<String> topics =
      Topics.all().stream().filter(Topic::ticked).map(Topic::name).toList();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Ticker::daemon);

  Ticker(Producer<byte[], byte[]> producer, Duration interval) {
    this.producer = producer;
    executor.scheduleAtFixedRate(
        this::tick, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "ticker");
    thread.setDaemon(true);
    return thread;
  }

  private void tick() {
    try {
      for (String topic : topics) {
        producer
            .partitionsFor(topic)
            .forEach(partition -> producer.send(Tick.record(topic, partition.partition())));
      }
    } catch (RuntimeException e) {
      // A tick that fails is late, not lost: the next one says the same.
      LOG.warn("cannot tick: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
