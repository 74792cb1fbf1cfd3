package io.infera.ingest;

import io.infera.event.InferenceResponse;
import io.infera.ingest.domain.InFlight;
import io.infera.ingest.domain.InFlight.Delivery;
import io.infera.ingest.domain.InFlight.Pending;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.catalog.RequestKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where answers and failures meet the futures. Futures are completed by a thread of their own: a
 * callback may then submit the next request and wait for room, since the thread that makes room is
 * another one.
 */
final class AnswerDesk {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerDesk.class);

  private final InFlight inFlight;
  private final ConflictListener conflicts;
  private final List<Runnable> answeredNow = new ArrayList<>();
  private final ExecutorService callbacks = Executors.newSingleThreadExecutor(this::callbackThread);
  private volatile Thread callbackThread;

  private final LongAdder submitted = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder conflicting = new LongAdder();
  private final LongAdder otherContent = new LongAdder();
  private final LongAdder undecodable = new LongAdder();

  AnswerDesk(InFlight inFlight, ConflictListener conflicts) {
    this.inFlight = inFlight;
    this.conflicts = conflicts;
  }

  private Thread callbackThread(Runnable work) {
    callbackThread = new Thread(work, "infera-callbacks");
    callbackThread.setDaemon(true);
    return callbackThread;
  }

  void submitted() {
    submitted.increment();
  }

  /** Takes an answer; whoever waits for it hears of it with the end of the batch. */
  void deliver(InferenceResponse response) {
    var delivery = inFlight.deliver(response, Digests.response(response));
    if (delivery instanceof Delivery.Answered first) {
      answered.increment();
      answeredNow.add(() -> first.pending().future().complete(response));
    } else if (delivery instanceof Delivery.Repeated) {
      repeated.increment();
    } else if (delivery instanceof Delivery.Conflicting conflict) {
      conflicting.increment();
      LOG.error(
          "request {} has a second answer that differs from the first; the first stands",
          RequestKey.of(response));
      callbacks.execute(() -> conflicts.onConflict(response, conflict.first()));
    } else if (delivery instanceof Delivery.OtherContent) {
      otherContent.increment();
      LOG.warn(
          "ignored an answer to request {} that is for other content: its id was used before",
          RequestKey.of(response));
    }
  }

  /** Hands out the answers that came together: one thread is woken once for all of them. */
  void endOfBatch() {
    if (!answeredNow.isEmpty()) {
      List<Runnable> batch = List.copyOf(answeredNow);
      answeredNow.clear();
      inFlight.endOfBatch();
      callbacks.execute(() -> batch.forEach(Runnable::run));
    }
  }

  /** An answer that had come before its request was submitted. */
  void deliveredBefore() {
    answered.increment();
  }

  void undecodable() {
    undecodable.increment();
  }

  void fail(RequestKey key, Function<RequestKey, RequestFailedException> why) {
    inFlight.fail(key).ifPresent(gone -> fail(gone, why.apply(key)));
  }

  void expire(Instant now, String replies) {
    for (Pending gone : inFlight.expire(now)) {
      String unconfirmed = gone.unconfirmed().get();
      String found = unconfirmed == null ? replies : unconfirmed;
      fail(gone, new NoAnswerException(gone.key(), gone.failAt(), found));
    }
  }

  /** Takes nothing more and fails what is in flight. */
  void stop(Function<RequestKey, RequestFailedException> why) {
    inFlight.close();
    inFlight.abandon().forEach(gone -> fail(gone, why.apply(gone.key())));
  }

  private void fail(Pending gone, RequestFailedException why) {
    failed.increment();
    callbacks.execute(() -> gone.future().completeExceptionally(why));
  }

  /** Lets callbacks finish, unless one of them is the caller. */
  void close(long timeoutMillis) throws InterruptedException {
    callbacks.shutdown();
    if (Thread.currentThread() != callbackThread) {
      callbacks.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
    }
  }

  ProducerStatistics statistics() {
    return new ProducerStatistics(
        inFlight.size(),
        submitted.sum(),
        answered.sum(),
        failed.sum(),
        repeated.sum(),
        conflicting.sum(),
        otherContent.sum(),
        undecodable.sum());
  }
}
