package io.infera.dispatcher.stream;

import io.infera.event.ModelPolicy;
import java.util.Collection;

/** The models' policies as this process knows them now. */
public interface PolicyView {
  /** The policy in force; null when there is none. */
  ModelPolicy current(String modelId);

  /**
   * A version of a policy that was in force, so that all attempts at a request are judged alike;
   * the one in force when that version is not known any more; null when there is none either.
   */
  ModelPolicy version(String modelId, int version);

  /** All policies in force. */
  Collection<ModelPolicy> all();
}
