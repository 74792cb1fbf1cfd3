package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.MemoryRules;
import io.infera.dispatcher.domain.Remembered;
import io.infera.dispatcher.domain.RequestMemory;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.Disposition;
import io.infera.runtime.KeyDigest;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topics;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one partition's dispatcher knows. Requests that are decided are known from
 * infera.assignments and remembered in {@link RequestMemory} alone, which is filled from there at a
 * start; only what nothing was written about yet, an attempt that waits for nodes, is in a store
 * with a changelog. The store's name is part of the public contract: its changelog bears it.
 *
 * @param memory the requests of the last minutes, and attempts at them
 * @param rules how long they are remembered
 * @param waiting by request key and attempt, attempts that wait for nodes
 */
record State(RequestMemory memory, MemoryRules rules, KeyValueStore<String, Waiting> waiting) {
  static final String WAITING = "waiting";

  private static final Logger LOG = LoggerFactory.getLogger(State.class);

  /** The store, and the memory as the log has it. */
  static State restore(
      ProcessorContext<?, ?> context, DispatchParts parts, LogReader log, Codec codec) {
    MemoryRules rules = parts.config().memory();
    var state = new State(new RequestMemory(), rules, context.getStateStore(WAITING));
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    int partition = context.taskId().partition();
    log.forEach(
        Topics.ASSIGNMENTS.name(),
        partition,
        now.minus(rules.reach(parts.policies().all())),
        entry -> state.restore(entry, codec, now));
    LOG.info("partition {} remembers {} requests", partition, state.memory().size());
    return state;
  }

  private void restore(LogReader.Entry entry, Codec codec, Instant now) {
    try {
      Disposition disposition = codec.disposition(entry.value());
      KeyDigest key = KeyDigest.of(RequestKey.of(disposition).toString());
      Remembered request = rules.of(disposition);
      if (request.forgetAt().isAfter(now)) {
        note(key, request, disposition.getAttempt(), entry.offset());
      }
    } catch (Poison | IllegalArgumentException e) {
      // It is with the dead letters, or will be when the stream comes to it.
      LOG.debug("offset {} is no disposition: {}", entry.offset(), e.getMessage());
    }
  }

  /**
   * Notes the disposition of an attempt, unless one that stands before it is known.
   *
   * @return whether it is the first
   */
  boolean note(KeyDigest key, Remembered request, int attempt, long offset) {
    long first = memory.dispositionOf(key, attempt);
    if (first != RequestMemory.NONE && first < offset) {
      return false;
    }
    if (memory.find(key).isEmpty()) {
      memory.remember(key, request);
    }
    memory.noteDisposition(key, attempt, offset);
    return true;
  }

  static StoreBuilder<KeyValueStore<String, Waiting>> waitingStore() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(WAITING), Serdes.String(), WaitingSerde.SERDE)
        .withLoggingEnabled(Map.of())
        .withCachingDisabled();
  }
}
