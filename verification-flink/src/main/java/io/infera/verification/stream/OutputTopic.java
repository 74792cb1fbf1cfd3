package io.infera.verification.stream;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;

/** What the job writes, beside dead letters. */
public enum OutputTopic {
  RESPONSES(Topics.RESPONSES),
  VERDICTS(Topics.VERDICTS),
  ESCALATIONS(Topics.ESCALATIONS),
  SETTLEMENTS(Topics.SETTLEMENTS),
  REPUTATION(Topics.REPUTATION),
  STANDINGS(Topics.STANDINGS),
  ROSTERS(Topics.ROSTERS),
  SHADOWS(Topics.SHADOWS),
  ERROR_RATES(Topics.ERROR_RATES);

  private final Topic<?> topic;

  OutputTopic(Topic<?> topic) {
    this.topic = topic;
  }

  public Topic<?> topic() {
    return topic;
  }
}
