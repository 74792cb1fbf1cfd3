package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.dispatcher.domain.PolicyRules;
import io.infera.dispatcher.stream.PolicyView;
import io.infera.event.ModelPolicy;
import io.infera.schemas.catalog.Tick;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows infera.models. Of each model the last few versions are kept, for later attempts at
 * requests that began under one of them; a version older than the process may be gone by
 * compaction, and then the one in force is used, which verification sees.
 */
final class PolicyReader implements LogFollower.Handler, PolicyView {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyReader.class);
  private static final int VERSIONS_KEPT = 16;

  private final Deserializer<ModelPolicy> deserializer;
  private final DeadLetters deadLetters;
  private final Map<String, ModelPolicy> current = new ConcurrentHashMap<>();
  private final Map<String, TreeMap<Integer, ModelPolicy>> versions = new ConcurrentHashMap<>();

  PolicyReader(Deserializer<ModelPolicy> deserializer, DeadLetters deadLetters) {
    this.deserializer = deserializer;
    this.deadLetters = deadLetters;
  }

  @Override
  public ModelPolicy current(String modelId) {
    return current.get(modelId);
  }

  @Override
  public ModelPolicy version(String modelId, int version) {
    ModelPolicy inForce = current.get(modelId);
    if (inForce != null && inForce.getVersion() == version) {
      return inForce;
    }
    TreeMap<Integer, ModelPolicy> known = versions.get(modelId);
    ModelPolicy exact = known == null ? null : known.get(version);
    return exact != null ? exact : inForce;
  }

  @Override
  public Collection<ModelPolicy> all() {
    return List.copyOf(current.values());
  }

  int models() {
    return current.size();
  }

  @Override
  public void on(ConsumerRecord<byte[], byte[]> record) {
    if (Tick.is(record.key(), record.value())) {
      return;
    }
    if (record.key() != null && record.value() == null) {
      String modelId = new String(record.key(), UTF_8);
      current.remove(modelId);
      LOG.info("model {} is withdrawn", modelId);
      return;
    }
    try {
      publish(record, deserializer.deserialize(record.topic(), record.value()));
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      deadLetters.put(record, e);
    }
  }

  private void publish(ConsumerRecord<byte[], byte[]> record, ModelPolicy published) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    PolicyRules.check(key, published)
        .ifPresent(
            sentence -> {
              throw new IllegalArgumentException(sentence);
            });
    ModelPolicy policy = PolicyRules.forDispositions(published);
    // A new map each time: readers in other threads never see one that changes.
    var kept = new TreeMap<>(versions.getOrDefault(key, new TreeMap<>()));
    kept.put(policy.getVersion(), policy);
    while (kept.size() > VERSIONS_KEPT) {
      kept.pollFirstEntry();
    }
    versions.put(key, kept);
    current.put(key, policy);
    LOG.info("model {} has policy version {}", key, policy.getVersion());
  }
}
