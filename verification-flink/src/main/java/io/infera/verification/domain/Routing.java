package io.infera.verification.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.schemas.catalog.RequestKey;

/**
 * Whether a record stands where its key belongs. A producer can put any key into any partition, and
 * offset order means something only within one: a misrouted record is ignored before it reaches a
 * case.
 */
public final class Routing {
  private static final int SEED = 0x9747b28c;
  private static final int M = 0x5bd1e995;
  private static final int R = 24;

  private Routing() {}

  /**
   * True when the record's key is its request's key and the partition is the one that Kafka's
   * default partitioner gives.
   *
   * @param recordKey the record's key, may be null
   * @param partition where it stands
   * @param partitions how many partitions the topic has, at least 1
   */
  public static boolean belongs(
      RequestKey request, String recordKey, int partition, int partitions) {
    return belongs(request.toString(), recordKey, partition, partitions);
  }

  /** The same for a record with any key, for instance a nodeId. */
  public static boolean belongs(String key, String recordKey, int partition, int partitions) {
    return key.equals(recordKey) && partition(key, partitions) == partition;
  }

  /**
   * The partition of a key by Kafka's default partitioner: murmur2 of its UTF-8 bytes, sign
   * cleared, modulo.
   */
  public static int partition(String key, int partitions) {
    return (murmur2(key.getBytes(UTF_8)) & 0x7fffffff) % partitions;
  }

  /** MurmurHash2, 32 bits, as Kafka computes it (Austin Appleby, public domain). */
  private static int murmur2(byte[] data) {
    int hash = SEED ^ data.length;
    int whole = data.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      int k =
          (data[i] & 0xff)
              | (data[i + 1] & 0xff) << 8
              | (data[i + 2] & 0xff) << 16
              | data[i + 3] << 24;
      k *= M;
      k ^= k >>> R;
      hash = hash * M ^ k * M;
    }
    for (int i = data.length - 1; i >= whole; i--) {
      hash ^= (data[i] & 0xff) << 8 * (i - whole);
    }
    if (whole != data.length) {
      hash *= M;
    }
    hash = (hash ^ hash >>> 13) * M;
    return hash ^ hash >>> 15;
  }
}
