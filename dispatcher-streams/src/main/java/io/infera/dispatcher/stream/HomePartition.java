package io.infera.dispatcher.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;

/** In which partition a request belongs: Kafka's default, murmur2 of the key. */
record HomePartition(int partitions) {
  int of(String key) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
  }

  /**
   * Kafka does not force a key into its partition; what is elsewhere than at home is inadmissible.
   */
  void require(String key, int partition) throws Poison {
    int home = of(key);
    if (home != partition) {
      throw new Poison(
          "expected the record of "
              + key
              + " in partition "
              + home
              + " of "
              + partitions
              + ", found it in "
              + partition
              + "; write it with Kafka's default partitioner under its key");
    }
  }
}
