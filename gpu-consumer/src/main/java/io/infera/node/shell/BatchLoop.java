package io.infera.node.shell;

import io.infera.node.domain.BatchPolicy;
import io.infera.node.domain.TakenJob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The worker's loop: gathers jobs into batches and hands each to a handler, on a thread of its own.
 * While a batch is computed the next one gathers, so under load batches are full and nobody waits.
 *
 * <p>The shape is that of the LMAX disruptor's batch processor: bounded batches, an explicit end of
 * batch, callbacks at start and end, and a strategy for what a handler throws. The queue is the
 * JDK's, for jobs take milliseconds; its bound is kept by who fills it, by taking no more jobs.
 */
public final class BatchLoop implements Runnable {
  private static final long IDLE_MILLIS = 100;

  /** What is done with batches. */
  public interface Handler {
    /** Called once, on the loop's thread, before the first batch. */
    default void onStart() {}

    /** Called with every batch; the list is not empty and belongs to the handler. */
    void onBatch(List<TakenJob> batch);

    /** Called once, on the loop's thread, after the last batch. */
    default void onStop() {}
  }

  /** What is done when a handler throws; the loop ends after it. */
  @FunctionalInterface
  public interface ExceptionStrategy {
    void onException(Throwable thrown, List<TakenJob> batch);
  }

  private final BlockingQueue<TakenJob> queue = new LinkedBlockingQueue<>();
  private final BatchPolicy policy;
  private final Handler handler;
  private final ExceptionStrategy exceptions;
  private volatile boolean stopping;

  public BatchLoop(BatchPolicy policy, Handler handler, ExceptionStrategy exceptions) {
    this.policy = policy;
    this.handler = handler;
    this.exceptions = exceptions;
  }

  /** Adds a job; it is in a batch before long. */
  public void add(TakenJob job) {
    queue.add(job);
  }

  /** Jobs that are in no batch yet. */
  public int queued() {
    return queue.size();
  }

  /** Ends the loop once the queue is empty. */
  public void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    List<TakenJob> batch = new ArrayList<>();
    try {
      handler.onStart();
      while (!stopping || !queue.isEmpty()) {
        batch = gather();
        if (!batch.isEmpty()) {
          handler.onBatch(batch);
        }
      }
      handler.onStop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      exceptions.onException(e, batch);
    }
  }

  private List<TakenJob> gather() throws InterruptedException {
    List<TakenJob> batch = new ArrayList<>(policy.maxSize());
    TakenJob job = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    while (job != null) {
      batch.add(job);
      queue.drainTo(batch, policy.maxSize() - batch.size());
      long remaining =
          policy.remainingNanos(batch.size(), batch.get(0).takenNanos(), System.nanoTime());
      job = remaining > 0 && !stopping ? queue.poll(remaining, TimeUnit.NANOSECONDS) : null;
    }
    return batch;
  }
}
