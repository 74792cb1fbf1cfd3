package io.infera.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.infra.local.Repository;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That all its metrics exist, {@link NetworkIT} says, which has services to ask. */
class MonitoringTest {
  @Test
  void shouldSayOfEveryAlarmWhatToDo() throws Exception {
    String page = Files.readString(Repository.find().root().resolve("infra/docs/operations.md"));

    assertThat(Monitoring.alarms())
        .hasSizeGreaterThan(20)
        .allSatisfy(alarm -> assertThat(page).contains("**" + alarm + "**"));
  }

  @Test
  void shouldHaveADashboardThatGrafanaTakes() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(Monitoring.read("dashboard.json"));

    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).as("id of %s", panel.get("title")).isTrue();
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.get("targets")).as(panel.get("title").asText()).isNotEmpty();
        assertThat(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt())
            .isLessThanOrEqualTo(24);
      }
    }
    assertThat(Monitoring.metrics("dashboard.json")).hasSizeGreaterThan(40);
  }
}
