package io.infera.verification;

import io.infera.verification.stream.Emission;
import io.infera.verification.stream.Letter;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where the job writes to: Kafka, or in tests and replays lists. */
public interface Sinks {
  /**
   * Responses, verdicts, what shadows say, and escalations: soon, at least once, identical when
   * repeated.
   */
  void answers(DataStream<Emission> answers);

  /** Settlements: exactly once. */
  void settlements(DataStream<Emission> settlements);

  /** Epochs, standings and rates of error: at least once. */
  void standings(DataStream<Emission> standings);

  /** Changes of the roster: at least once, by one writer. */
  void rosters(DataStream<Emission> rosters);

  /** What could not be read: at least once. */
  void deadLetters(DataStream<Letter> letters);
}
