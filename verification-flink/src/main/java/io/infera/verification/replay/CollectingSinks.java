package io.infera.verification.replay;

import io.infera.verification.Sinks;
import io.infera.verification.stream.Emission;
import io.infera.verification.stream.Letter;
import io.infera.verification.stream.OutputTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.CloseableIterator;

/** Brings all that the job would write back to the caller. */
public final class CollectingSinks implements Sinks {
  private final boolean answersToo;
  private DataStream<Emission> emissions;
  private DataStream<Letter> letters;

  /** What a bounded run wrote, in no particular order. */
  public record Collected(List<Emission> emissions, List<Letter> letters) {
    public Collected {
      emissions = List.copyOf(emissions);
      letters = List.copyOf(letters);
    }
  }

  /**
   * @param answersToo false for what the laws make replayable alone; answers are most of the bytes
   */
  CollectingSinks(boolean answersToo) {
    this.answersToo = answersToo;
  }

  /** Streams of a graph that was built and not yet executed. */
  record Pending(CloseableIterator<Emission> emissions, CloseableIterator<Letter> letters) {
    /** Reads to the end; call after the environment was executed. */
    Collected collect() throws Exception {
      try (emissions;
          letters) {
        // Both at once: the job waits when what it found is not fetched.
        CompletableFuture<List<Letter>> refused = CompletableFuture.supplyAsync(() -> all(letters));
        return new Collected(all(emissions), refused.get());
      }
    }

    /** The same for more than fits in memory: each emission to {@code sink}, letters dropped. */
    void forEach(Consumer<Emission> sink) throws Exception {
      try (emissions;
          letters) {
        var refused = CompletableFuture.runAsync(() -> letters.forEachRemaining(letter -> {}));
        emissions.forEachRemaining(sink);
        refused.get();
      }
    }
  }

  private static <T> List<T> all(CloseableIterator<T> found) {
    var list = new ArrayList<T>();
    found.forEachRemaining(list::add);
    return list;
  }

  Pending pending() {
    return new Pending(emissions.collectAsync(), letters.collectAsync());
  }

  @Override
  public void answers(DataStream<Emission> answers) {
    add(answersToo ? answers : answers.filter(CollectingSinks::isReplayable));
  }

  @Override
  public void settlements(DataStream<Emission> settlements) {
    add(settlements);
  }

  @Override
  public void standings(DataStream<Emission> standings) {
    add(standings);
  }

  @Override
  public void rosters(DataStream<Emission> rosters) {
    add(rosters);
  }

  @Override
  public void deadLetters(DataStream<Letter> found) {
    letters = found;
  }

  private static boolean isReplayable(Emission emission) {
    return emission.kind() == OutputTopic.VERDICTS || emission.kind() == OutputTopic.SHADOWS;
  }

  private void add(DataStream<Emission> more) {
    emissions = emissions == null ? more : emissions.union(more);
  }
}
