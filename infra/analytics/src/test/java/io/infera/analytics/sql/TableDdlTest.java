package io.infera.analytics.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.catalog.Cleanup;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableDdlTest {
  private static final Connection CONNECTION =
      new Connection(
          Map.of("bootstrap.servers", "127.0.0.1:9092", "security.protocol", "SASL_PLAINTEXT"),
          "http://127.0.0.1:8081");

  static Stream<Topic<?>> topics() {
    return Topics.all().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldHaveAColumnForEveryFieldAndTheWholeSchema(Topic<?> topic) {
    String table = String.join("\n", following(topic));

    for (Schema.Field field : topic.schema().getFields()) {
      assertThat(table).contains("  `" + field.name() + "` ");
    }
    assertThat(table)
        .contains("'topic' = '" + topic.name() + "'")
        .contains("'properties.bootstrap.servers' = '127.0.0.1:9092'")
        .contains("'properties.security.protocol' = 'SASL_PLAINTEXT'")
        .contains("'value.format' = 'avro-confluent'")
        .contains("'value.avro-confluent.url' = 'http://127.0.0.1:8081'");
    Schema embedded = new Schema.Parser().parse(option(table, "value.avro-confluent.schema"));
    assertThat(embedded).isEqualTo(topic.schema());
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldUpsertWhatIsCompacted(Topic<?> topic) {
    String table = String.join("\n", following(topic));

    if (topic.cleanup() == Cleanup.COMPACT) {
      String key = topic.key().contains("/") ? "key" : topic.key();
      assertThat(table)
          .contains("'connector' = 'upsert-kafka'")
          .contains("PRIMARY KEY (`" + key + "`) NOT ENFORCED");
    } else {
      assertThat(table).contains("'connector' = 'kafka'").contains("WATERMARK FOR `log_time`");
    }
  }

  @Test
  void shouldSayWhatColumnsMean() {
    assertThat(following(Topics.VERDICTS).get(0))
        .contains("COMMENT 'Version of the policy that was applied.'")
        .contains("COMMENT 'How each request was judged, node by node and pair by pair.'");
  }

  @Test
  void shouldEndAQueryThatIsBounded() {
    assertThat(TableDdl.standard(CONNECTION, Mode.BOUNDED).of(Topics.VERDICTS))
        .singleElement()
        .asString()
        .contains("'scan.bounded.mode' = 'latest-offset'");
    assertThat(following(Topics.VERDICTS).get(0)).doesNotContain("scan.bounded.mode");
  }

  private static List<String> following(Topic<?> topic) {
    return TableDdl.standard(CONNECTION, Mode.FOLLOWING).of(topic);
  }

  private static String option(String table, String name) {
    String begin = "'" + name + "' = '";
    int at = table.indexOf(begin) + begin.length();
    return table.substring(at, table.indexOf("'\n", at)).replace("''", "'");
  }
}
