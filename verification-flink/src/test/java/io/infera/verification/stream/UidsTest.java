package io.infera.verification.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.verification.VerificationGraph;
import io.infera.verification.kafka.KafkaSinks;
import io.infera.verification.replay.ListSources;
import io.infera.verification.support.TestLog;
import io.infera.verification.support.TestParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** What savepoints are found by. A change here is a change of format: old savepoints lose state. */
class UidsTest {
  @Test
  void shouldKeepTheNamesOfOperatorsAndState() throws IllegalAccessException {
    var names = new TreeSet<String>();
    for (var field : Uids.class.getDeclaredFields()) {
      if (field.getType() == String.class) {
        names.add((String) field.get(null));
      }
    }

    assertThat(names)
        .containsExactly(
            "answers-sink",
            "case",
            "census",
            "dead-letters-sink",
            "ended",
            "error-rates",
            "errors",
            "judge",
            "log-source",
            "node",
            "node-counts",
            "open-counts",
            "partition-time",
            "partition-times",
            "reputation",
            "rosters-sink",
            "router",
            "settlements-sink",
            "standings-sink",
            "tallies",
            "timer",
            "waiting");
    assertThat(Uids.MAX_PARALLELISM).isEqualTo(128);
  }

  @Test
  void shouldGiveEveryStatefulOperatorItsUid() {
    StreamGraph graph = graph(2);

    Set<String> uids = new TreeSet<>();
    for (StreamNode node : graph.getStreamNodes()) {
      if (node.getTransformationUID() != null) {
        uids.add(node.getTransformationUID());
      }
    }
    assertThat(uids)
        .contains(
            Uids.PARTITION_TIME,
            Uids.ROUTER,
            Uids.JUDGE,
            Uids.REPUTATION,
            Uids.CENSUS,
            Uids.ERROR_RATES)
        .anyMatch(uid -> uid.contains(Uids.SETTLEMENTS));
    assertThat(graph.getStreamNodes().stream().map(StreamNode::getOperatorName))
        .contains("Partition time", "Router", "Judge", "Reputation", "Census", "Error rates");
  }

  @Test
  void shouldJudgeAtParallelismOneOnTheThreadThatReads() {
    assertThat(vertices(graph(1))).anyMatch(name -> name.matches(".*Router -> .*Judge.*"));
    assertThat(vertices(graph(2))).noneMatch(name -> name.matches(".*Router -> .*Judge.*"));
  }

  private static List<String> vertices(StreamGraph graph) {
    var names = new ArrayList<String>();
    graph.getJobGraph().getVertices().forEach(vertex -> names.add(vertex.getName()));
    return names;
  }

  private static StreamGraph graph(int parallelism) {
    var environment = StreamExecutionEnvironment.createLocalEnvironment(parallelism);
    var parameters = TestParameters.of("http://127.0.0.1:1");
    var log = List.of(new LogRecord(InputTopic.RESULTS, 0, 0, 0, null, null, List.of()));
    VerificationGraph.build(
        environment,
        parameters,
        new ListSources(log, TestLog.PARTITIONS),
        new KafkaSinks(parameters));
    assertThat(environment.getMaxParallelism()).isEqualTo(Uids.MAX_PARALLELISM);
    return environment.getStreamGraph();
  }
}
