package io.infera.verification.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.catalog.RequestKey;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class RoutingTest {

  @Test
  void shouldChooseThePartitionThatKafkaChooses() {
    var random = new Random(6);
    for (int round = 0; round < 1_000; round++) {
      String key =
          "0x" + Long.toHexString(random.nextLong()) + "/é" + "x".repeat(random.nextInt(9));
      int kafkas = Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % 7;
      assertThat(Routing.partition(key, 7)).isEqualTo(kafkas);
    }
  }

  @Test
  void shouldKnowAMisroutedRecord() {
    var key = new RequestKey("0xr", "q");
    int right = Routing.partition("0xr/q", 4);
    assertThat(Routing.belongs(key, "0xr/q", right, 4)).isTrue();
    assertThat(Routing.belongs(key, "0xr/q", (right + 1) % 4, 4)).isFalse();
    assertThat(Routing.belongs(key, "0xr/other", Routing.partition("0xr/other", 4), 4)).isFalse();
    assertThat(Routing.belongs(key, null, 0, 4)).isFalse();
  }
}
