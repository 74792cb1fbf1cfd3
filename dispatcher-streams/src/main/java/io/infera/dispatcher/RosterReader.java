package io.infera.dispatcher;

import io.infera.dispatcher.domain.Roster;
import io.infera.dispatcher.stream.RosterView;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.schemas.catalog.Tick;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the roster's log from the beginning and publishes immutable rosters. A node's job topic
 * exists before a roster with the node in it is published. An ejected node loses its access to
 * Kafka; until it has, the roster behind its ejection waits.
 */
final class RosterReader implements LogFollower.Handler, RosterView {
  private static final Logger LOG = LoggerFactory.getLogger(RosterReader.class);

  private final Deserializer<RosterChange> deserializer;
  private final TopicKeeper topics;
  private final NodeAccess access;
  private final DeadLetters deadLetters;
  private final Roster.Builder builder = new Roster.Builder(Roster.EMPTY);
  private volatile Roster current = Roster.EMPTY;

  RosterReader(
      Deserializer<RosterChange> deserializer,
      TopicKeeper topics,
      NodeAccess access,
      DeadLetters deadLetters) {
    this.deserializer = deserializer;
    this.topics = topics;
    this.access = access;
    this.deadLetters = deadLetters;
  }

  @Override
  public Roster current() {
    return current;
  }

  @Override
  public void on(ConsumerRecord<byte[], byte[]> record) {
    if (Tick.is(record.key(), record.value())) {
      builder.skip(record.offset());
      return;
    }
    RosterChange change = read(record);
    if (change == null) {
      builder.skip(record.offset());
      return;
    }
    if (change.getMember() && !topics.ensureJobs(change.getNodeId())) {
      throw new IllegalStateException(
          "node "
              + change.getNodeId()
              + " is in the roster but there are as many job topics as admission.nodes.max allows;"
              + " raise it");
    }
    builder.apply(change, record.offset());
    LOG.info(
        "roster {}: {} {} {} ({})",
        record.offset() + 1,
        change.getNodeId(),
        change.getMember() ? "in" : "out",
        change.getState(),
        change.getReason());
    if (change.getState() == NodeState.EJECTED) {
      // Out of the draw at once, however long it takes to be out of Kafka.
      current = builder.build();
      access.revoke(change.getNodeId());
    }
  }

  private RosterChange read(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        throw new IllegalArgumentException("expected a RosterChange, found a key without a value");
      }
      return deserializer.deserialize(record.topic(), record.value());
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      deadLetters.put(record, e);
      return null;
    }
  }

  @Override
  public void endOfBatch() {
    current = builder.build();
  }
}
