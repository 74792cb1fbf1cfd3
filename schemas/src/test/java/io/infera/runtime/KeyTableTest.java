package io.infera.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyTableTest {
  private static final int STEPS = 200_000;

  @Test
  void shouldDoWhatAMapDoes() {
    var random = new SplittableRandom(1);
    var table = new KeyTable(2);
    Map<KeyDigest, Long> map = new HashMap<>();
    for (int i = 0; i < STEPS; i++) {
      // Few low bits, so that many keys meet in one slot.
      var key = new KeyDigest(random.nextLong(), random.nextInt(1, 2_000) * 64L);
      if (random.nextInt(3) > 0) {
        assertThat(table.put(key, i, -i)).isEqualTo(map.put(key, (long) i) == null);
      } else {
        KeyDigest known = map.isEmpty() ? key : any(map, random);
        assertThat(table.remove(known)).isEqualTo(map.remove(known) != null);
        assertThat(table.remove(known)).isFalse();
      }
    }

    assertThat(table.size()).isEqualTo(map.size());
    map.forEach(
        (key, value) -> {
          assertThat(table.contains(key)).isTrue();
          assertThat(table.get(key, 0)).isEqualTo(value);
          assertThat(table.get(key, 1)).isEqualTo(-value);
        });
    for (KeyDigest key : List.copyOf(map.keySet())) {
      table.remove(key);
      assertThat(table.contains(key)).isFalse();
    }
    assertThat(table.size()).isZero();
  }

  @Test
  void shouldSetOneValueAndKeepTheOthers() {
    var table = new KeyTable(3);
    KeyDigest key = KeyDigest.of("0xa/1");
    table.put(key, 1, 2, 3);

    table.set(key, 1, 20);

    assertThat(List.of(table.get(key, 0), table.get(key, 1), table.get(key, 2)))
        .containsExactly(1L, 20L, 3L);
  }

  @Test
  void shouldRefuseWhatIsNotThere() {
    var table = new KeyTable(1);

    assertThatThrownBy(() -> table.get(KeyDigest.of("0xa/1"), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the table");
    assertThatThrownBy(() -> table.put(KeyDigest.of("0xa/1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 1 values a key, found 0");
  }

  @Test
  void shouldTellKeysAndTheirPartsApart() {
    List<KeyDigest> digests = new ArrayList<>();
    for (String key : List.of("0xa/1", "0xa/2", "0xb/1")) {
      for (int part = 0; part < 4; part++) {
        digests.add(KeyDigest.of(key).part(part));
      }
    }

    assertThat(digests).doesNotHaveDuplicates();
    // The first half of SHA-256("abc"), FIPS 180-2.
    assertThat(KeyDigest.of("abc"))
        .isEqualTo(new KeyDigest(0xba7816bf8f01cfeaL, 0x414140de5dae2223L));
  }

  private static KeyDigest any(Map<KeyDigest, Long> map, SplittableRandom random) {
    int skip = random.nextInt(Math.min(8, map.size()));
    return map.keySet().stream().skip(skip).findFirst().orElseThrow();
  }
}
