package io.infera.infra.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Digest;
import org.junit.jupiter.api.Test;

class KeysTest {
  private final Keys keys = new Keys(1, node -> "0x" + node);

  @Test
  void shouldNameWhoSigned() {
    assertThat(keys.signer(leaf(1), keys.sign(7, leaf(1)))).contains("0x7");
  }

  @Test
  void shouldNotPassASignatureOnAnotherLeaf() {
    assertThat(keys.signer(leaf(2), keys.sign(7, leaf(1)))).isEmpty();
  }

  private static Digest leaf(int number) {
    var bytes = new byte[32];
    bytes[31] = (byte) number;
    return new Digest(bytes);
  }
}
