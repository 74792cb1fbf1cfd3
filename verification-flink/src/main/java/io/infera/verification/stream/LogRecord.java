package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.catalog.Tick;
import java.util.List;
import java.util.Objects;

/**
 * One record of an input topic as it stands in the log, undecoded: it crosses the shuffle as bytes
 * and is decoded once, where it is judged.
 *
 * @param topic where it stands
 * @param partition its partition
 * @param offset its offset
 * @param time milliseconds: the broker's LogAppendTime, and behind {@link PartitionTime} the
 *     partition's running maximum
 * @param key as written; null for a tick
 * @param value as written; null for a tick
 * @param headers as written, kept for a dead letter
 */
public record LogRecord(
    InputTopic topic,
    int partition,
    long offset,
    long time,
    byte[] key,
    byte[] value,
    List<LogHeader> headers) {

  public LogRecord {
    Objects.requireNonNull(topic, "topic");
    headers = List.copyOf(headers);
  }

  /** True when it only says that time has passed. */
  public boolean isTick() {
    return Tick.is(key, value);
  }

  /** The same record at its partition's time. */
  public LogRecord at(long partitionTime) {
    return partitionTime == time
        ? this
        : new LogRecord(topic, partition, offset, partitionTime, key, value, headers);
  }

  /** The key as text; only behind the {@link Router}, which lets no other key through. */
  public String keyText() {
    return new String(key, UTF_8);
  }

  /** Where it stands, for people. */
  public String place() {
    return topic.topicName() + "-" + partition + "@" + offset;
  }
}
