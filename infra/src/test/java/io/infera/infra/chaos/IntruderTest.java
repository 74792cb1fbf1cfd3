package io.infera.infra.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.testing.Records;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntruderTest {
  @Test
  void shouldWriteToEveryTopicOfTheCatalogueAndToEveryNodesJobs() {
    var expected = new ArrayList<>(Topics.all().stream().map(Topic::name).toList());
    expected.add("infera.jobs." + Records.node(1));
    expected.add("infera.jobs." + Records.node(2));

    assertThat(Intruder.targets(List.of(Records.node(1), Records.node(2))))
        .extracting(Topic::name)
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
