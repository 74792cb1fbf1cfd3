package io.infera.verification.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import io.infera.schemas.testing.InMemorySchemaRegistry;
import io.infera.schemas.testing.Records;
import org.junit.jupiter.api.Test;

class PublishedLogTest {
  @Test
  void shouldPassOverWhatIsNoRecord() {
    try (var server = InMemorySchemaRegistry.start();
        var registry = SchemaRegistry.connect(server.url())) {
      var serdes = new AvroSerdes(registry);
      var values = serdes.deserializer(Topics.VERDICTS);
      byte[] verdict =
          serdes.serializer(Topics.VERDICTS).serialize(Topics.VERDICTS.name(), Records.verdict());

      assertThat(PublishedLog.decoded(values, Topics.VERDICTS, verdict))
          .contains(Records.verdict());
      assertThat(PublishedLog.decoded(values, Topics.VERDICTS, "poison".getBytes(UTF_8))).isEmpty();
      assertThat(PublishedLog.decoded(values, Topics.VERDICTS, null)).isEmpty();
    }
  }
}
