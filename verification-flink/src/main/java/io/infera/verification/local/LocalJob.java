package io.infera.verification.local;

import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that runs in a Flink of its own.
 *
 * @param id always the same, so that its checkpoints are found again
 * @param name for people
 * @param service what its own metrics are called after
 * @param assembly makes its graph
 */
public record LocalJob(JobID id, String name, String service, Assembly assembly) {
  /** Adds a job to an environment. */
  @FunctionalInterface
  public interface Assembly {
    void assemble(StreamExecutionEnvironment environment) throws Exception;
  }
}
