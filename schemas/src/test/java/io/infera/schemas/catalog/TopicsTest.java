package io.infera.schemas.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.schemas.testing.Records;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void shouldGiveARequestOnePartitionNumber() {
    assertThat(List.of(Topics.REQUESTS, Topics.ASSIGNMENTS, Topics.RESULTS, Topics.ESCALATIONS))
        .allSatisfy(topic -> assertThat(topic.partitions()).isEqualTo(Topics.REQUEST_PARTITIONS));
  }

  @Test
  void shouldGiveALargerNetworkMorePartitionsForRequestsAndNotMoreLanes() {
    assertThat(Topics.all(Topics.REQUEST_PARTITIONS)).isEqualTo(Topics.all());
    List<Topic<?>> larger = Topics.all(16);
    assertThat(larger).contains(Topics.SETTLEMENTS, Topics.ROSTERS);
    assertThat(larger).contains(Topics.RESULTS.withPartitions(16));
    assertThat(larger).extracting(Topic::partitions).containsOnly(16, 2, 1);
  }

  @Test
  void shouldStampWhatDecidesByTheBrokersClock() {
    assertThat(Topics.all().stream().filter(Topic::brokerTime))
        .containsExactlyInAnyOrder(
            Topics.REQUESTS,
            Topics.REGISTRATIONS,
            Topics.HEARTBEATS,
            Topics.STAKES,
            Topics.BEACONS,
            Topics.SECRETS,
            Topics.ROSTERS,
            Topics.ASSIGNMENTS,
            Topics.RESULTS,
            Topics.ESCALATIONS);
    assertThat(Topics.RESULTS.configuration())
        .containsEntry("message.timestamp.type", "LogAppendTime");
  }

  @Test
  void shouldLetNoNodeReadResultsOrAssignments() {
    assertThat(Topics.RESULTS.readers()).doesNotContain(Role.NODE);
    assertThat(Topics.ASSIGNMENTS.readers()).doesNotContain(Role.NODE, Role.REQUESTER);
    assertThat(Topics.REQUESTS.readers()).doesNotContain(Role.NODE);
  }

  @Test
  void shouldHaveOneWriterAndOnePartitionOfTheRoster() {
    assertThat(Topics.ROSTERS.partitions()).isEqualTo(1);
    assertThat(Topics.ROSTERS.writers()).isEqualTo(Set.of(Role.VERIFIER));
  }

  @Test
  void shouldShareASubjectAmongTheTopicsOfAFamily() {
    assertThat(Topics.jobs("0xa").subject()).isEqualTo(Topics.jobs("0xb").subject());
    assertThat(Topics.responses("0xa").subject()).isEqualTo(Topics.RESPONSES.subject());
  }

  @Test
  void shouldTellATickFromARecord() {
    assertThat(Tick.is(null, null)).isTrue();
    assertThat(Tick.is("key", null)).isFalse();
    assertThat(Tick.is(null, new byte[0])).isFalse();
  }

  @Test
  void shouldReadAKeyAsItWroteIt() {
    RequestKey key = RequestKey.of(Records.request());
    assertThat(RequestKey.parse(key.toString())).isEqualTo(key);
    assertThat(RequestKey.parse("0xa/b/c")).isEqualTo(new RequestKey("0xa", "b/c"));
    for (String bad : List.of("", "/", "a/", "/b", "noslash")) {
      assertThatThrownBy(() -> RequestKey.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
