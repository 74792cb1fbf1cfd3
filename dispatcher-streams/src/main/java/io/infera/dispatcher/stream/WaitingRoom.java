package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.AttemptOrder;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.dispatcher.domain.Waiting;
import io.infera.event.AttemptPurpose;
import io.infera.event.ModelPolicy;
import io.infera.runtime.KeyDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts that wait for nodes, first come, first served among those that want the same. They are
 * tried again when the roster changes, a bounded node's job is over, or their patience is, until
 * their time is.
 */
final class WaitingRoom {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);

  private final DispatchParts parts;
  private final State state;
  private final Requests requests;
  private final Attempter attempter;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<Group, Integer> queues = new HashMap<>();
  private long rosterVersion = -1;
  private long releases = -1;
  private Instant earliest = Instant.MAX;

  /** First attempts of one group want the same: when one cannot be filled, the others cannot. */
  private record Group(String modelId, int policyVersion, String pool, int replicas) {}

  private record Entry(Waiting waiting, RequestInLog request, ModelPolicy policy) {
    Group group() {
      return WaitingRoom.group(request, waiting.order(), policy);
    }
  }

  WaitingRoom(DispatchParts parts, State state, Requests requests, Attempter attempter) {
    this.parts = parts;
    this.state = state;
    this.requests = requests;
    this.attempter = attempter;
    restore();
  }

  private void restore() {
    var found = new ArrayList<Waiting>();
    try (var all = state.waiting().all()) {
      all.forEachRemaining(entry -> found.add(entry.value));
    }
    found.sort(Comparator.comparingLong(Waiting::requestOffset));
    found.forEach(this::restore);
  }

  private void restore(Waiting waiting) {
    try {
      RequestInLog request = requests.at(waiting.requestOffset());
      ModelPolicy policy =
          parts.policies().version(request.request().getModelId(), waiting.policyVersion());
      KeyDigest id = KeyDigest.of(waiting.key());
      if (state.memory().find(id).isEmpty()) {
        state.memory().remember(id, state.rules().of(request, policy, policy == null));
      }
      add(new Entry(waiting, request, policy));
    } catch (Poison e) {
      LOG.warn("{} waits no longer: {}", waiting.id(), e.getMessage());
      state.waiting().delete(waiting.id());
    }
  }

  boolean contains(String key, int attempt) {
    return entries.containsKey(Waiting.id(key, attempt));
  }

  /** Decides an attempt now, or lets it wait its turn. */
  void attempt(
      String key, RequestInLog request, AttemptOrder order, ModelPolicy policy, Instant now) {
    if (!order.until().isAfter(now)) {
      attempter.expire(key, request, order, policy, 0, now);
      return;
    }
    int found = 0;
    Group group = group(request, order, policy);
    if (group == null || !queues.containsKey(group)) {
      OptionalInt few = attempter.attempt(key, request, order, policy, now);
      if (few.isEmpty()) {
        return;
      }
      found = few.getAsInt();
    }
    var waiting = new Waiting(key, request.offset(), policy.getVersion(), order, found);
    state.waiting().put(waiting.id(), waiting);
    add(new Entry(waiting, request, policy));
  }

  /** An attempt was decided, by whomever; it need not wait any longer. */
  void remove(String key, int attempt) {
    Entry entry = entries.get(Waiting.id(key, attempt));
    if (entry != null) {
      drop(entry);
    }
  }

  void tick(Instant now) {
    long version = parts.roster().current().version();
    long released = parts.inFlight().release(now.toEpochMilli());
    boolean worthATry = version != rosterVersion || released != releases;
    rosterVersion = version;
    releases = released;
    if (entries.isEmpty() || !worthATry && earliest.isAfter(now)) {
      return;
    }
    Set<Group> hopeless = new HashSet<>();
    for (Entry entry : List.copyOf(entries.values())) {
      tick(entry, hopeless, now);
    }
    earliest =
        entries.values().stream()
            .map(entry -> nextTry(entry, now))
            .min(Instant::compareTo)
            .orElse(Instant.MAX);
  }

  /** When time alone changes what becomes of it. */
  private static Instant nextTry(Entry entry, Instant now) {
    AttemptOrder order = entry.waiting().order();
    return order.patientUntil().isAfter(now) ? order.patientUntil() : order.until();
  }

  private void tick(Entry entry, Set<Group> hopeless, Instant now) {
    Waiting waiting = entry.waiting();
    AttemptOrder order = waiting.order();
    if (!order.until().isAfter(now)) {
      drop(entry);
      attempter.expire(waiting.key(), entry.request(), order, entry.policy(), waiting.found(), now);
      return;
    }
    Group group = entry.group();
    if (entry.policy() == null || group != null && hopeless.contains(group)) {
      return;
    }
    OptionalInt few = attempter.attempt(waiting.key(), entry.request(), order, entry.policy(), now);
    if (few.isEmpty()) {
      drop(entry);
    } else if (group != null) {
      hopeless.add(group);
    }
  }

  /** Those that wait are no longer this instance's to count. */
  void close() {
    parts.metrics().waiting(-entries.size());
    entries.clear();
  }

  private void add(Entry entry) {
    entries.put(entry.waiting().id(), entry);
    if (entry.group() != null) {
      queues.merge(entry.group(), 1, Integer::sum);
    }
    parts.metrics().waiting(1);
    Instant next = nextTry(entry, Instant.MIN);
    earliest = next.isBefore(earliest) ? next : earliest;
  }

  private void drop(Entry entry) {
    entries.remove(entry.waiting().id());
    if (entry.group() != null) {
      queues.computeIfPresent(entry.group(), (group, count) -> count == 1 ? null : count - 1);
    }
    state.waiting().delete(entry.waiting().id());
    parts.metrics().waiting(-1);
  }

  /** Null for an escalation, which stands for itself, because what each excludes differs. */
  private static Group group(RequestInLog request, AttemptOrder order, ModelPolicy policy) {
    if (order.purpose() != AttemptPurpose.FIRST || policy == null) {
      return null;
    }
    return new Group(
        policy.getModelId(), policy.getVersion(), request.request().getPool(), order.replicas());
  }
}
