package io.infera.dispatcher.stream;

/** Where state lives; either way its changelog is in Kafka. */
public enum StoreKind {
  /** On the heap: fastest, and read from its changelog at every start. */
  MEMORY,
  /** In RocksDB under the data directory: for more ids than the heap holds. */
  ROCKSDB
}
