package io.infera.ingest.domain;

import io.infera.event.Digest;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.schemas.catalog.RequestKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The requests that were sent and not yet answered, and a bounded memory of the answers seen.
 * Thread-safe; asks no clock, sends nothing and completes no future.
 *
 * <p>A slot is reserved before a request is made, so that a deadline starts to run when there is
 * room and not before. An answer that nobody waits for is kept as long as memory lasts and handed
 * to whoever submits its id later; that is how a request survives the failure or the restart of the
 * one who sent it.
 */
public final class InFlight {
  private final int capacity;
  private final Semaphore slots;
  private final Map<RequestKey, Pending> pending = new HashMap<>();
  private final PriorityQueue<Pending> byExpiry =
      new PriorityQueue<>(Comparator.comparing(Pending::failAt));
  private final Map<RequestKey, Seen> seen;
  private int freed;
  private boolean closed;

  /**
   * A request on its way.
   *
   * @param key its identity
   * @param content canonical digest of what was asked
   * @param failAt when it fails if no answer has come, by the sender's clock
   * @param future what the caller holds
   * @param unconfirmed why it is not known to be in the log; null once it is
   */
  public record Pending(
      RequestKey key,
      Digest content,
      Instant failAt,
      CompletableFuture<InferenceResponse> future,
      AtomicReference<String> unconfirmed) {}

  /** What became of the attempt to put a request on its way. */
  public sealed interface Entry {
    /** It is on its way: send it. */
    record Entered(Pending pending) implements Entry {}

    /** Its answer is known already: do not send it. */
    record Known(InferenceResponse response) implements Entry {}
  }

  /** What an answer turned out to be. */
  public sealed interface Delivery {
    /** The first answer to a request that waits for it. */
    record Answered(Pending pending) implements Delivery {}

    /** The same answer once more. */
    record Repeated() implements Delivery {}

    /** A second answer that differs from the first. */
    record Conflicting(Digest first) implements Delivery {}

    /** An answer to other content than was sent under this id: the id was used before. */
    record OtherContent(Pending pending) implements Delivery {}

    /** An answer that nobody waits for. */
    record Unclaimed() implements Delivery {}
  }

  /** {@code unclaimed} is null once the answer has been handed out. */
  private record Seen(Digest answer, InferenceResponse unclaimed) {}

  /**
   * @param capacity requests in flight at once, at least 1
   * @param memory answers remembered after they came, at least 1
   */
  public InFlight(int capacity, int memory) {
    if (capacity < 1 || memory < 1) {
      throw new IllegalArgumentException(
          "capacity and memory must be at least 1, found: " + capacity + " and " + memory);
    }
    this.capacity = capacity;
    this.slots = new Semaphore(capacity, true);
    this.seen = new Memory<>(memory);
  }

  /** Waits for a slot; give it to {@link #enter} or back by {@link #release}. */
  public void reserve() throws InterruptedException {
    slots.acquire();
    requireOpen();
  }

  /** Takes a slot if there is one. */
  public boolean tryReserve() {
    requireOpen();
    return slots.tryAcquire();
  }

  /** Gives back a slot that was not used. */
  public void release() {
    slots.release();
  }

  /**
   * Puts a request on its way, on a slot reserved before. The slot is used up only when {@link
   * Entry.Entered} is returned.
   *
   * @throws IllegalArgumentException when the id is in flight, was answered already, or was
   *     answered for other content
   */
  public synchronized Entry enter(InferenceRequest request, Digest content, Instant failAt) {
    requireOpen();
    var key = RequestKey.of(request);
    if (pending.containsKey(key)) {
      throw new IllegalArgumentException(
          "request " + key + " is in flight already: an id is for one request");
    }
    var known = seen.get(key);
    if (known != null) {
      return new Entry.Known(claim(key, known, content));
    }
    var entered =
        new Pending(
            key,
            content,
            failAt,
            new CompletableFuture<>(),
            new AtomicReference<>("Kafka has not confirmed the request"));
    pending.put(key, entered);
    byExpiry.add(entered);
    return new Entry.Entered(entered);
  }

  private InferenceResponse claim(RequestKey key, Seen known, Digest content) {
    if (known.unclaimed() == null) {
      throw new IllegalArgumentException(
          "request "
              + key
              + " was answered already: the network answers an id once, so use a new one");
    }
    if (isForOtherContent(known.unclaimed(), content)) {
      throw new IllegalArgumentException(
          "request " + key + " was answered already for other content: use a new id");
    }
    seen.put(key, new Seen(known.answer(), null));
    return known.unclaimed();
  }

  /**
   * Takes note of an answer. When {@link Delivery.Answered} is returned, the slot is free again
   * with the next {@link #endOfBatch}: answers come many at once, and to wake who waits for a slot
   * costs more than the answer itself.
   */
  public synchronized Delivery deliver(InferenceResponse response, Digest answer) {
    var key = RequestKey.of(response);
    var waiting = pending.get(key);
    if (waiting != null) {
      if (isForOtherContent(response, waiting.content())) {
        return new Delivery.OtherContent(waiting);
      }
      seen.put(key, new Seen(answer, null));
      leave(waiting);
      freed++;
      return new Delivery.Answered(waiting);
    }
    var known = seen.get(key);
    if (known == null) {
      seen.put(key, new Seen(answer, response));
      return new Delivery.Unclaimed();
    }
    return known.answer().equals(answer)
        ? new Delivery.Repeated()
        : new Delivery.Conflicting(known.answer());
  }

  /** Lets others have the slots of what was answered. */
  public void endOfBatch() {
    int free;
    synchronized (this) {
      free = freed;
      freed = 0;
    }
    slots.release(free);
  }

  private static boolean isForOtherContent(InferenceResponse response, Digest content) {
    return response.getRequestDigest() != null && !response.getRequestDigest().equals(content);
  }

  /** Takes a request off its way because it failed; empty when it has left already. */
  public synchronized Optional<Pending> fail(RequestKey key) {
    var failed = Optional.ofNullable(pending.get(key));
    failed.ifPresent(this::drop);
    return failed;
  }

  /** Takes all requests off their way that have failed by {@code now}. */
  public synchronized List<Pending> expire(Instant now) {
    var expired = new ArrayList<Pending>();
    while (!byExpiry.isEmpty() && !byExpiry.peek().failAt().isAfter(now)) {
      var next = byExpiry.poll();
      if (!hasLeft(next)) {
        expired.add(next);
        drop(next);
      }
    }
    return expired;
  }

  private void drop(Pending gone) {
    leave(gone);
    slots.release();
  }

  private void leave(Pending gone) {
    pending.remove(gone.key());
    // Deadlines mostly pass in the order of asking, so what was answered is at the queue's head
    // soon. Kept until its time, with its answer, it would be garbage that grows old.
    while (!byExpiry.isEmpty() && hasLeft(byExpiry.peek())) {
      byExpiry.poll();
    }
    // Behind one that is never answered they stay; this bounds them.
    if (byExpiry.size() > 2 * capacity + pending.size()) {
      byExpiry.removeIf(this::hasLeft);
    }
    if (pending.isEmpty()) {
      notifyAll();
    }
  }

  /** True while this request is on its way. */
  public synchronized boolean holds(Pending request) {
    return !hasLeft(request);
  }

  private boolean hasLeft(Pending request) {
    return pending.get(request.key()) != request;
  }

  /** Requests on their way. */
  public synchronized int size() {
    return pending.size();
  }

  /** Refuses new requests from now on, also those that wait for a slot. */
  public synchronized void close() {
    if (!closed) {
      closed = true;
      slots.release(Integer.MAX_VALUE / 2);
    }
  }

  /** Waits until nothing is on its way, at most so many milliseconds; true when nothing is. */
  public synchronized boolean awaitEmpty(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (!pending.isEmpty()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Takes everything off its way. */
  public synchronized List<Pending> abandon() {
    var abandoned = List.copyOf(pending.values());
    abandoned.forEach(this::drop);
    return abandoned;
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this producer is closed");
    }
  }

  /** Forgets the oldest. */
  private static final class Memory<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private final int capacity;

    Memory(int capacity) {
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > capacity;
    }
  }
}
