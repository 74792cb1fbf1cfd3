package io.infera.dispatcher.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which attempts at a request have been ordered and decided. Offsets tell a record that is read
 * again after a crash (its work is done again) from another one that says the same (it is ignored).
 *
 * @param forgetAt when this is forgotten
 * @param entries the attempts, in the order in which they were heard of
 */
public record Attempts(Instant forgetAt, List<Entry> entries) {
  /** No offset. */
  public static final long NONE = -1;

  public Attempts {
    entries = List.copyOf(entries);
  }

  /**
   * One attempt.
   *
   * @param attempt which
   * @param escalationOffset where its first escalation stands; {@link #NONE} when none was read
   * @param dispositionOffset where its first disposition stands, the only valid one; {@link #NONE}
   *     when none was read
   */
  public record Entry(int attempt, long escalationOffset, long dispositionOffset) {}

  public Optional<Entry> find(int attempt) {
    return entries.stream().filter(entry -> entry.attempt() == attempt).findFirst();
  }

  /** The same with an entry put in, or in the place of the one of the same attempt. */
  public Attempts with(Entry entry) {
    var changed = new ArrayList<>(entries);
    changed.removeIf(other -> other.attempt() == entry.attempt());
    changed.add(entry);
    return new Attempts(forgetAt, changed);
  }
}
