package io.infera.node.domain;

import io.infera.event.InferenceInput;
import java.util.List;

/**
 * A model in memory. The node calls it from one thread at a time.
 *
 * <p>An engine may arrange a batch as it likes, but what it answers to an input must not depend,
 * beyond rounding, on the inputs beside it.
 */
public interface InferenceEngine extends AutoCloseable {

  /**
   * Runs the model.
   *
   * @return one outcome per input, in the same order
   * @throws RuntimeException when the batch as a whole could not be run; {@link Isolation} then
   *     tries its inputs one by one
   */
  List<Outcome> run(List<InferenceInput> inputs);

  /** Where it runs. */
  Device device();

  @Override
  void close();

  /**
   * What an engine computes on.
   *
   * @param kind cpu or cuda
   * @param name the processor's name
   * @param engine the engine's name and version
   */
  record Device(String kind, String name, String engine) {}
}
