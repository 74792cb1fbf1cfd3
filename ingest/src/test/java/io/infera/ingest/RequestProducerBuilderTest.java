package io.infera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.schemas.testing.Records;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestProducerBuilderTest {
  @Test
  void shouldNameTheMissingProperty() {
    assertThatThrownBy(() -> RequestProducer.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bootstrapServers(\"broker:9092\")");
    assertThatThrownBy(() -> RequestProducer.builder().bootstrapServers("b:1").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("schemaRegistry(");
    assertThatThrownBy(
            () ->
                RequestProducer.builder()
                    .bootstrapServers("b:1")
                    .schemaRegistry("http://r")
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("keyFile(Path)");
  }

  @Test
  void shouldRefuseValuesOutOfRange() {
    assertThatThrownBy(() -> complete().replicas(2).settings())
        .hasMessage("replicas must be at least 3, found: 2");
    assertThatThrownBy(() -> complete().maxInFlight(0).settings())
        .hasMessageContaining("maxInFlight");
    assertThatThrownBy(() -> complete().maxInFlight(10).memory(9).settings())
        .hasMessageContaining("memory");
    assertThatThrownBy(() -> complete().deadline(Duration.ZERO).settings())
        .hasMessageContaining("deadline");
    assertThatThrownBy(() -> complete().grace(null).settings()).hasMessageContaining("grace");
  }

  @Test
  void shouldHaveTheStatedDefaults() {
    var settings = complete().settings();
    assertThat(settings.modelId()).isEqualTo("all-minilm-l6-v2");
    assertThat(settings.replicas()).isEqualTo(3);
    assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.maxInFlight()).isEqualTo(1_000);
    assertThat(settings.replyTopic()).isEqualTo("infera.responses");
    assertThat(complete().ownReplyTopic().settings().replyTopic())
        .isEqualTo("infera.responses." + Records.REQUESTER);
  }

  private static RequestProducerBuilder complete() {
    return RequestProducer.builder()
        .bootstrapServers("b:1")
        .schemaRegistry("http://r")
        .identity(Records.identity(100));
  }
}
