package io.infera.verification.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.catalog.RequestKey;
import io.infera.verification.domain.Routing;
import io.infera.verification.stream.Refusal.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which records of the log are looked at: those with a key of their topic's kind, in the partition
 * that their key belongs to, for the order of a request's records is that of one partition.
 */
public final class RecordGate {
  private static final int LONGEST_KEY = 256;

  private final EnumMap<InputTopic, Integer> partitions;

  /**
   * @param partitions how many partitions each topic has
   */
  public RecordGate(Map<InputTopic, Integer> partitions) {
    this.partitions = new EnumMap<>(partitions);
  }

  /**
   * Lets a record pass.
   *
   * @throws Refusal when it must not
   */
  public void check(LogRecord record) {
    if (record.key() == null || record.value() == null) {
      throw new Refusal(
          Reason.INCOMPLETE,
          "expected key and value, found " + (record.key() == null ? "no key" : "no value"));
    }
    String key = text(record.key());
    if (record.topic().keyedByRequest()) {
      requireRequestKey(key);
    }
    int belongs = Routing.partition(key, partitions.get(record.topic()));
    if (belongs != record.partition()) {
      throw new Refusal(
          Reason.MISROUTED,
          "expected " + key + " in partition " + belongs + ", found it in " + record.partition());
    }
  }

  private static String text(byte[] key) {
    if (key.length > LONGEST_KEY) {
      throw new Refusal(
          Reason.BAD_KEY,
          "expected a key of at most " + LONGEST_KEY + " bytes, found " + key.length);
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(Reason.BAD_KEY, "expected a key in UTF-8", e);
    }
  }

  private static void requireRequestKey(String key) {
    try {
      RequestKey.parse(key);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Reason.BAD_KEY, e.getMessage(), e);
    }
  }
}
