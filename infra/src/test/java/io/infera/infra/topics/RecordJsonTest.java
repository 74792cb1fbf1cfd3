package io.infera.infra.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.canonical.Hex;
import io.infera.schemas.testing.Records;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
  @Test
  void shouldWriteEveryFieldOfEveryRecord() {
    for (SpecificRecord record : Records.all()) {
      assertThat(RecordJson.of(record).size()).isEqualTo(record.getSchema().getFields().size());
    }
  }

  @Test
  void shouldWriteValuesAsPeopleReadThem() {
    var verdict = RecordJson.of(Records.verdict());
    assertThat(verdict.get("requestDigest").asText())
        .isEqualTo(Hex.of(Records.verdict().getRequestDigest()));
    assertThat(verdict.get("closedAt").asText()).isEqualTo("2026-01-01T00:00:02Z");
    assertThat(verdict.get("status").asText()).isEqualTo("VERIFIED");
    assertThat(verdict.get("judgements").get(0).get("cosine").asDouble()).isEqualTo(1.0);
    assertThat(verdict.get("auditor").isNull()).isTrue();
    assertThat(RecordJson.of(Records.result(1, 1, 0, 0)).get("output").get("vector").asText())
        .isEqualTo("AACAPwAAAAAAAAAA");
  }
}
