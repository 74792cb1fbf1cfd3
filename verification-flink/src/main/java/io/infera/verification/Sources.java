package io.infera.verification;

import io.infera.verification.stream.InputTopic;
import io.infera.verification.stream.LogRecord;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the job reads from: Kafka, or in tests and replays a bounded log. */
public interface Sources {
  /**
   * The records of all input topics, ticks included, each partition in one subtask and in order,
   * with a watermark below the time of everything still to come from every partition.
   */
  DataStream<LogRecord> read(StreamExecutionEnvironment environment);

  /** How many partitions each topic has. */
  Map<InputTopic, Integer> partitions();

  /**
   * The time beyond which nothing is known, in milliseconds; {@code PartitionTime.NO_HORIZON} for a
   * live log.
   */
  long horizon();
}
