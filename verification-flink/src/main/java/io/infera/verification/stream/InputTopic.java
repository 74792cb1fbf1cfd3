package io.infera.verification.stream;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.util.Arrays;
import java.util.List;

/** What the job reads. All are ticked and stamped by the broker, and each moves the job's time. */
public enum InputTopic {
  ASSIGNMENTS(Topics.ASSIGNMENTS, true),
  RESULTS(Topics.RESULTS, true),
  REGISTRATIONS(Topics.REGISTRATIONS, false),
  HEARTBEATS(Topics.HEARTBEATS, false),
  STAKES(Topics.STAKES, false);

  private final Topic<?> topic;
  private final boolean keyedByRequest;

  InputTopic(Topic<?> topic, boolean keyedByRequest) {
    this.topic = topic;
    this.keyedByRequest = keyedByRequest;
  }

  public Topic<?> topic() {
    return topic;
  }

  public String topicName() {
    return topic.name();
  }

  /** True when the key is requester/requestId, false when it is a nodeId. */
  public boolean keyedByRequest() {
    return keyedByRequest;
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(InputTopic::topicName).toList();
  }

  /**
   * @throws IllegalArgumentException when the job does not read a topic of this name
   */
  public static InputTopic named(String name) {
    for (InputTopic input : values()) {
      if (input.topicName().equals(name)) {
        return input;
      }
    }
    throw new IllegalArgumentException("expected one of " + names() + ", found " + name);
  }
}
