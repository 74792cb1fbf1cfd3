package io.infera.infra.chaos;

import io.infera.event.InferenceResponse;
import io.infera.ingest.NotSentException;
import io.infera.ingest.RequestProducer;
import io.infera.schemas.catalog.RequestKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks for texts on a thread of its own, a bounded number in flight and a bounded number a second,
 * up to a limit that moves as faults are got over; beyond the limit, and beyond the last request
 * while a recovery is still waited for, a request a second, so that there is always something to
 * answer.
 */
final class Traffic implements AutoCloseable {
  private static final long SLOW_NANOS = 1_000_000_000L;

  private final RequestProducer producer;
  private final int requests;
  private final long fastNanos;
  private final Thread thread = new Thread(this::run, "traffic");
  private final Lock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private final Consumer<RequestKey> acknowledged;
  private int limit;
  private int sent;
  private int ended;
  private long lastAnswer;
  private boolean enough;
  private RuntimeException failure;

  /**
   * @param requests how many at least
   * @param perSecond how many are sent a second, at most
   * @param acknowledged told each request that the network has accepted, one at a time, on any
   *     thread, before {@link #finish} returns
   */
  Traffic(
      RequestProducer producer, int requests, int perSecond, Consumer<RequestKey> acknowledged) {
    this.producer = producer;
    this.requests = requests;
    this.fastNanos = SLOW_NANOS / perSecond;
    this.acknowledged = acknowledged;
    thread.setDaemon(true);
  }

  void start() {
    lastAnswer = System.nanoTime();
    thread.start();
  }

  /** Permits full speed up to that many requests. */
  void limit(int most) {
    locked(() -> limit = most);
  }

  /** Waits until that many requests have been sent. */
  void awaitSent(int count) throws InterruptedException {
    await(() -> sent >= count, Long.MAX_VALUE);
  }

  /**
   * Waits for an answer that came after a moment.
   *
   * @param nanoTime the moment, of {@link System#nanoTime}
   * @return when it came; that of giving up when none did
   */
  long awaitAnswerAfter(long nanoTime, Duration patience) throws InterruptedException {
    boolean came = await(() -> lastAnswer - nanoTime > 0, patience.toNanos());
    lock.lock();
    try {
      return came ? lastAnswer : System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what is left, then waits for all answers as long as the producer does. */
  void finish() throws InterruptedException {
    locked(() -> enough = true);
    thread.join();
    await(() -> ended >= sent, Long.MAX_VALUE);
    lock.lock();
    try {
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    producer.close(Duration.ZERO);
  }

  private void run() {
    try {
      while (awaitTurn()) {
        submit();
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (RuntimeException e) {
      locked(() -> failure = e);
    }
  }

  private void submit() throws InterruptedException {
    int number = sent;
    var key = new RequestKey[1];
    CompletableFuture<InferenceResponse> answer =
        producer.submit(
            "Text number " + number + " of the rehearsal.",
            request ->
                key[0] = RequestKey.parse(request.getRequester() + "/" + request.getRequestId()));
    locked(() -> sent++);
    answer.whenComplete((response, why) -> locked(() -> answered(key[0], why)));
  }

  /** What the client could not send is no promise of the network's; all else is. */
  private void answered(RequestKey key, Throwable why) {
    ended++;
    Throwable cause = why instanceof CompletionException ? why.getCause() : why;
    if (why == null) {
      lastAnswer = System.nanoTime();
    }
    if (!(cause instanceof NotSentException)) {
      acknowledged.accept(key);
    }
  }

  /** Waits until the next may be sent; false when there is none. */
  private boolean awaitTurn() throws InterruptedException {
    long asked = System.nanoTime();
    lock.lock();
    try {
      while (true) {
        if (enough && sent >= requests) {
          return false;
        }
        boolean fast = sent < (enough ? requests : Math.min(limit, requests));
        long left = asked + (fast ? fastNanos : SLOW_NANOS) - System.nanoTime();
        if (left <= 0) {
          return true;
        }
        change.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long began = System.nanoTime();
      while (!condition.getAsBoolean() && failure == null && System.nanoTime() - began < nanos) {
        change.await(1, TimeUnit.SECONDS);
      }
      if (failure != null) {
        throw failure;
      }
      return condition.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable update) {
    lock.lock();
    try {
      update.run();
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
