package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.Attempts;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.Waiting;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What one partition's dispatcher remembers. The names are part of the public contract: changelog
 * topics bear them.
 *
 * @param requests by request key, what is kept of each request until its id is forgotten
 * @param attempts by request key, which attempts were ordered and decided
 * @param waiting by request key and attempt, attempts that wait for nodes
 * @param orphans by request key and attempt, assignments that were read before their request
 */
record State(
    KeyValueStore<String, Remembered> requests,
    KeyValueStore<String, Attempts> attempts,
    KeyValueStore<String, Waiting> waiting,
    KeyValueStore<String, Orphan> orphans) {

  static final String REQUESTS = "requests";
  static final String ATTEMPTS = "attempts";
  static final String WAITING = "waiting";
  static final String ORPHANS = "orphans";

  static State of(ProcessorContext<?, ?> context) {
    return new State(
        context.getStateStore(REQUESTS),
        context.getStateStore(ATTEMPTS),
        context.getStateStore(WAITING),
        context.getStateStore(ORPHANS));
  }

  static List<StoreBuilder<?>> builders(StoreKind kind) {
    return List.of(
        builder(kind, REQUESTS, StateSerdes.REMEMBERED),
        builder(kind, ATTEMPTS, StateSerdes.ATTEMPTS),
        builder(kind, WAITING, StateSerdes.WAITING),
        builder(kind, ORPHANS, StateSerdes.ORPHAN));
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> builder(
      StoreKind kind, String name, Serde<V> values) {
    KeyValueBytesStoreSupplier supplier =
        switch (kind) {
          case MEMORY -> Stores.inMemoryKeyValueStore(name);
          case ROCKSDB -> Stores.persistentKeyValueStore(name);
        };
    return Stores.keyValueStoreBuilder(supplier, Serdes.String(), values)
        .withLoggingEnabled(Map.of())
        .withCachingDisabled();
  }
}
