package io.infera.infra.attack;

import java.util.PriorityQueue;

/**
 * Virtual time: what is planned happens in order of time, then of rank, then of planning. Records
 * come before the timers of the same millisecond, as the watermark has it.
 */
final class Timeline {
  /** What happens first at one time. */
  enum Rank {
    RECORD,
    REQUEST_TIMER,
    NODE_TIMER
  }

  private record Event(long time, Rank rank, long number, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      int byRank = byTime != 0 ? byTime : rank.compareTo(other.rank);
      return byRank != 0 ? byRank : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long planned;
  private long now;

  Timeline(long start) {
    this.now = start;
  }

  /** Milliseconds since 1970. */
  long now() {
    return now;
  }

  /** Plans an action, at once when its time has passed. */
  void at(long time, Rank rank, Runnable action) {
    events.add(new Event(Math.max(time, now), rank, planned++, action));
  }

  /** Lets everything happen up to and including a time. */
  void run(long until) {
    while (!events.isEmpty() && events.peek().time() <= until) {
      Event event = events.poll();
      now = event.time();
      event.action().run();
    }
    now = until;
  }
}
