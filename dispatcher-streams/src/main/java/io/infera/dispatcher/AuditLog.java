package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.dispatcher.domain.BeaconVerifier;
import io.infera.dispatcher.domain.Roster;
import io.infera.event.BeaconSecret;
import io.infera.event.Disposition;
import io.infera.event.EpochBeacon;
import io.infera.event.RosterChange;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Tick;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** The log as an auditor reads it: from the beginning to what is there now. */
final class AuditLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * A disposition and where it stands.
   *
   * @param key the request's key
   */
  record Found(String key, int partition, long offset, Disposition disposition) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Deserializer<Disposition> dispositions;
  private final Deserializer<RosterChange> changes;
  private final Deserializer<BeaconSecret> secrets;
  private final Deserializer<EpochBeacon> blocks;

  AuditLog(Map<String, Object> kafka, AvroSerdes serdes) {
    this.consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.dispositions = serdes.deserializer(Topics.ASSIGNMENTS);
    this.changes = serdes.deserializer(Topics.ROSTERS);
    this.secrets = serdes.deserializer(Topics.SECRETS);
    this.blocks = serdes.deserializer(Topics.BEACONS);
  }

  /**
   * All dispositions of a request, in the order of the log.
   *
   * @param request requester/requestId, or a request id alone
   */
  List<Found> dispositions(String request) {
    var found = new ArrayList<Found>();
    read(
        Topics.ASSIGNMENTS.name(),
        record -> {
          if (record.key() != null && isOf(request, new String(record.key(), UTF_8))) {
            add(record, found);
          }
        });
    return found;
  }

  private static boolean isOf(String request, String key) {
    return key.equals(request) || key.endsWith("/" + request);
  }

  private void add(ConsumerRecord<byte[], byte[]> record, List<Found> found) {
    try {
      Disposition disposition = dispositions.deserialize(record.topic(), record.value());
      String key = RequestKey.of(disposition).toString();
      if (key.equals(new String(record.key(), UTF_8))) {
        found.add(new Found(key, record.partition(), record.offset(), disposition));
      }
    } catch (UndecodableException | IllegalArgumentException | NullPointerException e) {
      // Not a disposition, hence inadmissible; the dispatcher has put it with its dead letters.
    }
  }

  /** The rosters at some versions, from one pass over the roster's log. */
  Map<Long, Roster> rosters(Collection<Long> versions) {
    var wanted = new TreeSet<>(versions);
    var rosters = new HashMap<Long, Roster>();
    var builder = new Roster.Builder(Roster.EMPTY);
    read(
        Topics.ROSTERS.name(),
        record -> {
          while (!wanted.isEmpty() && wanted.first() <= record.offset()) {
            Long version = wanted.pollFirst();
            rosters.put(version, builder.skip(version - 1).build());
          }
          apply(record, builder);
        });
    for (Long version : wanted) {
      rosters.put(version, builder.build());
    }
    return rosters;
  }

  /** All that was told of beacons. */
  BeaconVerifier beacons() {
    var verifier = new BeaconVerifier();
    read(
        Topics.SECRETS.name(),
        record ->
            decoded(secrets, record)
                .ifPresent(
                    secret -> verifier.take(secret, Instant.ofEpochMilli(record.timestamp()))));
    read(
        Topics.BEACONS.name(),
        record ->
            decoded(blocks, record)
                .ifPresent(
                    block -> verifier.take(block, Instant.ofEpochMilli(record.timestamp()))));
    return verifier;
  }

  /** Empty for what is no record, which the dispatcher does not go by either. */
  private static <T> Optional<T> decoded(
      Deserializer<T> deserializer, ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null
          ? Optional.empty()
          : Optional.of(deserializer.deserialize(record.topic(), record.value()));
    } catch (UndecodableException e) {
      return Optional.empty();
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record, Roster.Builder builder) {
    try {
      if (!Tick.is(record.key(), record.value()) && record.value() != null) {
        builder.apply(changes.deserialize(record.topic(), record.value()), record.offset());
        return;
      }
    } catch (UndecodableException e) {
      // Not a change for the dispatcher either.
    }
    builder.skip(record.offset());
  }

  private void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(each);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
