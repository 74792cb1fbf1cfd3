package io.infera.dispatcher.stream;

import org.apache.kafka.common.serialization.Serializer;

/**
 * A record value on its way out, serialized, and where it goes.
 *
 * @param topic name of the topic
 * @param bytes the value
 */
record Outgoing(String topic, byte[] bytes) {
  /** Unwraps. */
  static final Serializer<Outgoing> SERIALIZER = (topic, outgoing) -> outgoing.bytes();
}
