package io.infera.verification.retrial;

import io.infera.event.SettlementEvent;
import io.infera.schemas.serde.UndecodableException;
import io.infera.verification.domain.judge.Effect;
import io.infera.verification.domain.judge.EndedRequests;
import io.infera.verification.domain.judge.JudgeRules;
import io.infera.verification.domain.judge.RequestCase;
import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.LogRecord;
import io.infera.verification.stream.PartitionClock;
import io.infera.verification.stream.RecordGate;
import io.infera.verification.stream.Refusal;
import io.infera.verification.stream.RequestJudge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.avro.specific.SpecificRecord;

/**
 * Judges a log again as it grows, in one thread and without Flink, for whoever must know what the
 * job should have settled. The same judge is handed the same records at the same partition times,
 * and what it says does not depend on how the topics are interleaved; so the settlements are those
 * of the job, and their order is not.
 *
 * <p>It reads assignments and results alone. Nodes' life signs move the job's watermark, too, but a
 * later watermark changes no effect.
 *
 * <p>Holds open requests in memory, and of ended ones what keeps them from being opened again, as
 * the job does.
 */
public final class Retrial implements AutoCloseable {
  private final RequestJudge judge;
  private final RecordGate gate;
  private final int partitions;
  private final PartitionClock clock = new PartitionClock();
  private final Map<String, Hearing> hearings = new HashMap<>();
  private final EndedRequests ended = new EndedRequests();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::time).thenComparing(Due::key));
  private final List<Settled> settled = new ArrayList<>();
  private long horizon = Long.MIN_VALUE;

  private record Due(long time, String key) {}

  /** A request's case, and the time of the first record of it. */
  private record Hearing(RequestCase state, long began) {}

  /**
   * A request that has ended.
   *
   * @param settlement what is to be settled for it
   * @param began time of the first of its records that was read, milliseconds since 1970
   */
  public record Settled(SettlementEvent settlement, long began) {}

  /**
   * @param partitions how many partitions each topic has; time stands still until all of those
   *     keyed by request were heard
   */
  public Retrial(JudgeRules rules, String registryUrl, Map<InputTopic, Integer> partitions) {
    this.judge = new RequestJudge(rules, registryUrl);
    this.gate = new RecordGate(partitions);
    this.partitions =
        partitions.entrySet().stream()
            .filter(topic -> topic.getKey().keyedByRequest())
            .mapToInt(Map.Entry::getValue)
            .sum();
  }

  /** Goes on from a {@link #clock}, before anything is read. */
  public void resume(byte[] clockBefore) {
    clock.merge(clockBefore);
  }

  /** The times of all partitions, to go on from. */
  public byte[] clock() {
    return clock.snapshot();
  }

  /**
   * Takes the next record of a partition, also a tick.
   *
   * @throws io.infera.schemas.serde.RegistryUnavailableException when its schema is not known yet
   *     and the registry does not answer: hand it in again
   */
  public void accept(LogRecord read) {
    LogRecord record = read.at(clock.advance(read.topic(), read.partition(), read.time()));
    if (!record.isTick()) {
      hear(record);
    }
    if (clock.heard() == partitions && clock.least() - 1 > horizon) {
      horizon = clock.least() - 1;
      pass();
      ended.forget(horizon);
    }
  }

  private void hear(LogRecord record) {
    try {
      gate.check(record);
      String key = record.keyText();
      SpecificRecord value = judge.read(record);
      Hearing known = hearings.get(key);
      if (known == null && ended.contains(key)) {
        return;
      }
      RequestCase state = known == null ? RequestCase.empty() : known.state().copy();
      List<Effect> effects = judge.on(state, value, Instant.ofEpochMilli(record.time()));
      long began = known == null ? record.time() : known.began();
      finish(key, known, new Hearing(state, began), effects, record.time());
    } catch (Refusal | UndecodableException unread) {
      // The job writes a dead letter, and goes on as if it had not been there.
    }
  }

  private void pass() {
    while (!timers.isEmpty() && timers.peek().time() <= horizon) {
      Due due = timers.poll();
      Hearing hearing = hearings.get(due.key());
      if (hearing != null && isDue(hearing, due.time())) {
        List<Effect> effects = judge.onTime(hearing.state(), Instant.ofEpochMilli(due.time()));
        finish(due.key(), null, hearing, effects, due.time());
      }
    }
  }

  private boolean isDue(Hearing hearing, long time) {
    return timer(hearing).filter(next -> next == time).isPresent();
  }

  private Optional<Long> timer(Hearing hearing) {
    return hearing == null
        ? Optional.empty()
        : judge.nextTimer(hearing.state()).map(Instant::toEpochMilli);
  }

  private void finish(String key, Hearing before, Hearing after, List<Effect> effects, long now) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Close close) {
        settled.add(new Settled(close.settlement(), after.began()));
      }
    }
    if (after.state().ended()) {
      ended.add(key, 0, now, after.state().forgetAt());
    }
    if (after.state().ended() || after.state().forgettable()) {
      hearings.remove(key);
      return;
    }
    hearings.put(key, after);
    Optional<Long> next = timer(after);
    if (!next.equals(timer(before))) {
      next.ifPresent(time -> timers.add(new Due(time, key)));
    }
  }

  /** The requests that have ended since this was last asked. */
  public List<Settled> take() {
    List<Settled> taken = List.copyOf(settled);
    settled.clear();
    return taken;
  }

  /**
   * Every request that ended until then was told of, milliseconds since 1970; {@link
   * Long#MIN_VALUE} while a partition was not heard.
   */
  public long horizon() {
    return horizon;
  }

  /** When the oldest request began that has not ended; the horizon when there is none. */
  public long oldest() {
    return hearings.values().stream().mapToLong(Hearing::began).min().orElse(horizon);
  }

  @Override
  public void close() {
    judge.close();
  }
}
