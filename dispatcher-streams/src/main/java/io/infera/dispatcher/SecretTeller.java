package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.dispatcher.domain.MixedBeacon;
import io.infera.dispatcher.domain.SecretChain;
import io.infera.event.BeaconSecret;
import io.infera.event.Digest;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.catalog.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits this dispatcher to its secrets, the coming chain's before it begins, and tells each when
 * its epoch is over. When was committed to what is remembered in a file, so that after a restart
 * blocks that are younger still count. What is not told now is told later: a later secret shows the
 * earlier ones.
 */
final class SecretTeller implements MixedBeacon.Commitments, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecretTeller.class);
  private static final long LOOK_MILLIS = 500;

  private final Producer<byte[], byte[]> producer;
  private final Serializer<BeaconSecret> serializer;
  private final CommitmentFile file;
  private final byte[] secret;
  private final Duration epoch;
  private final Map<Digest, Instant> announced = new ConcurrentHashMap<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(SecretTeller::daemon);
  private SecretChain current;
  private SecretChain coming;
  private long told = Long.MIN_VALUE;

  SecretTeller(
      Producer<byte[], byte[]> producer,
      Serializer<BeaconSecret> serializer,
      CommitmentFile file,
      byte[] secret,
      Duration epoch) {
    this.producer = producer;
    this.serializer = serializer;
    this.file = file;
    this.secret = secret.clone();
    this.epoch = epoch;
    announced.putAll(file.load());
  }

  SecretTeller start() {
    executor.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "secrets");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Optional<Instant> announced(Digest commitment) {
    return Optional.ofNullable(announced.get(commitment));
  }

  private void look() {
    try {
      look(Math.floorDiv(System.currentTimeMillis(), epoch.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // Draws go on from the secret alone, or are shown later.
      LOG.warn("cannot tell of the beacon's secrets: {}", e.getMessage());
    }
  }

  private void look(long now) throws Exception {
    if (current == null || !current.covers(now)) {
      current = SecretChain.covering(now, secret);
      coming = SecretChain.covering(current.lastEpoch() + 1, secret);
    }
    announce(current);
    announce(coming);
    long over = now - 1;
    if (over > told && current.covers(over)) {
      append(record(current).setEpoch(over).setSecret(current.secret(over)).build());
      told = over;
    }
  }

  private void announce(SecretChain chain) throws Exception {
    if (!announced.containsKey(chain.commitment())) {
      RecordMetadata appended = append(record(chain).build());
      announced.put(chain.commitment(), Instant.ofEpochMilli(appended.timestamp()));
      file.save(announced);
    }
  }

  private BeaconSecret.Builder record(SecretChain chain) {
    return BeaconSecret.newBuilder()
        .setCommitment(chain.commitment())
        .setFirstEpoch(chain.firstEpoch())
        .setLastEpoch(chain.lastEpoch())
        .setEpochMs(epoch.toMillis());
  }

  private RecordMetadata append(BeaconSecret record) throws Exception {
    String topic = Topics.SECRETS.name();
    byte[] key = Hex.of(record.getCommitment()).getBytes(UTF_8);
    return producer
        .send(new ProducerRecord<>(topic, key, serializer.serialize(topic, record)))
        .get(1, TimeUnit.MINUTES);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
