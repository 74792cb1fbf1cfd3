package io.infera.analytics.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every worked query is understood by Flink, over the tables that the catalogue makes. */
class WorkedQueryTest {
  private static TableEnvironment bounded;

  @BeforeAll
  static void makeTables() {
    bounded = tables(Mode.BOUNDED);
  }

  @TestFactory
  Stream<DynamicTest> shouldBePlannedByFlink() {
    return WorkedQuery.all().stream()
        .map(
            query ->
                DynamicTest.dynamicTest(
                    query.name(),
                    () -> assertThat(bounded.explainSql(query.sql())).contains("Execution Plan")));
  }

  @Test
  void shouldBeFoundByName() {
    assertThat(WorkedQuery.all()).extracting(WorkedQuery::name).doesNotHaveDuplicates();
    assertThat(WorkedQuery.named("fallen"))
        .hasValueSatisfying(query -> assertThat(query.title()).startsWith("Who fell"));
    assertThat(WorkedQuery.named("no-such")).isEmpty();
  }

  @Test
  void shouldFollowATableThatChanges() {
    String plan =
        tables(Mode.FOLLOWING).explainSql("SELECT state, COUNT(*) FROM standings GROUP BY state");

    assertThat(plan).contains("ChangelogNormalize");
  }

  private static TableEnvironment tables(Mode mode) {
    var connection =
        new Connection(Map.of("bootstrap.servers", "127.0.0.1:1"), "http://127.0.0.1:1");
    var settings = EnvironmentSettings.newInstance();
    TableEnvironment tables =
        TableEnvironment.create(
            (mode == Mode.BOUNDED ? settings.inBatchMode() : settings.inStreamingMode()).build());
    TableDdl.standard(connection, mode).all().forEach(tables::executeSql);
    TableDdl.views().forEach(tables::executeSql);
    return tables;
  }
}
