package io.infera.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.catalog.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsCommandTest {
  @Test
  void shouldShowEveryTopicOfTheCatalogue() {
    List<String> names = TopicsCommand.rows().stream().map(row -> row.get(0)).toList();

    assertThat(names)
        .hasSize(Topics.all().size() + 2)
        .contains("infera.requests", "infera.jobs.<nodeId>", "infera.responses.<requester>");
  }

  @Test
  void shouldTellWhoReadsResults() {
    assertThat(TopicsCommand.rows())
        .filteredOn(row -> row.get(0).equals("infera.results"))
        .singleElement()
        .satisfies(row -> assertThat(row.get(7)).contains("verifier").doesNotContain("node"));
  }
}
