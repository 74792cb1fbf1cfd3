package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SecretBeaconTest {
  @Test
  void shouldFollowItsFormula() throws Exception {
    byte[] secret = Samples.digest("secret").bytes();
    var beacon = new SecretBeacon(secret, Duration.ofMinutes(1));
    Beacon.Value value = beacon.at(Instant.ofEpochSecond(125));
    assertThat(value.epoch()).isEqualTo(2);
    var bytes =
        ByteBuffer.allocate(16 + 32 + 8)
            .put("infera/beacon/v1".getBytes(StandardCharsets.US_ASCII))
            .put(secret)
            .putLong(2)
            .array();
    assertThat(value.digest().bytes())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(beacon.at(Instant.ofEpochSecond(179))).isEqualTo(value);
    assertThat(beacon.at(Instant.ofEpochSecond(180)).digest()).isNotEqualTo(value.digest());
  }

  @Test
  void shouldRefuseAShortSecret() {
    assertThatThrownBy(() -> new SecretBeacon(new byte[16], Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a beacon secret of 32 bytes, found 16");
  }
}
