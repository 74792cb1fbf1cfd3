package io.infera.dispatcher.stream;

/** Makes the reply topics of requesters. */
@FunctionalInterface
public interface ReplyTopics {
  /**
   * Makes sure that a requester's reply topic exists; cheap when it is known to.
   *
   * @return false when no further reply topic may be made
   */
  boolean ensure(String requester);
}
