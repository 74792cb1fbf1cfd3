package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.dispatcher.domain.AdmissionRules;
import io.infera.event.NodeRegistration;
import io.infera.schemas.catalog.Tick;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits nodes: a sound registration gets its job topic and access to it. Whether the node is drawn
 * is decided later, by verification's roster.
 */
final class Admission implements LogFollower.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final Deserializer<NodeRegistration> deserializer;
  private final AdmissionRules rules;
  private final TopicKeeper topics;
  private final NodeAccess access;
  private final DeadLetters deadLetters;
  private final Counter admitted;
  private final Counter refused;

  Admission(
      Deserializer<NodeRegistration> deserializer,
      AdmissionRules rules,
      TopicKeeper topics,
      NodeAccess access,
      DeadLetters deadLetters,
      MeterRegistry metrics) {
    this.deserializer = deserializer;
    this.rules = rules;
    this.topics = topics;
    this.access = access;
    this.deadLetters = deadLetters;
    this.admitted = metrics.counter("infera.dispatcher.registrations", "outcome", "admitted");
    this.refused = metrics.counter("infera.dispatcher.registrations", "outcome", "refused");
  }

  @Override
  public void on(ConsumerRecord<byte[], byte[]> record) {
    if (Tick.is(record.key(), record.value())) {
      return;
    }
    NodeRegistration registration = read(record);
    if (registration == null || !rules.isLatest(registration)) {
      return;
    }
    if (!topics.ensureJobs(registration.getNodeId())) {
      refuse(
          record,
          new IllegalArgumentException(
              "TOO_MANY_NODES: expected room for another node, found as many as"
                  + " admission.nodes.max allows"));
      return;
    }
    access.grant(registration);
    admitted.increment();
    LOG.info(
        "admitted {} of operator {}, registration {}",
        registration.getNodeId(),
        registration.getOperator(),
        registration.getSequence());
  }

  private NodeRegistration read(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        throw new IllegalArgumentException(
            "expected a NodeRegistration, found a key without a value");
      }
      NodeRegistration registration = deserializer.deserialize(record.topic(), record.value());
      String key = record.key() == null ? "" : new String(record.key(), UTF_8);
      rules
          .check(key, registration)
          .ifPresent(
              sentence -> {
                throw new IllegalArgumentException(sentence);
              });
      return registration;
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      refuse(record, e);
      return null;
    }
  }

  private void refuse(ConsumerRecord<byte[], byte[]> record, Throwable why) {
    refused.increment();
    deadLetters.put(record, why);
  }
}
