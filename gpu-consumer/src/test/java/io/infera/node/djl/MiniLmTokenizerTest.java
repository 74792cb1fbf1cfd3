package io.infera.node.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.canonical.Hex;
import org.junit.jupiter.api.Test;

class MiniLmTokenizerTest {
  @Test
  void shouldHaveTheDigestThatNodesAttest() {
    assertThat(Hex.of(MiniLmTokenizer.codeDigest())).isEqualTo(MiniLmTokenizer.CODE_SHA256);
  }

  @Test
  void shouldEncodeAsBertDoes() {
    try (var tokenizer = new MiniLmTokenizer()) {
      assertThat(tokenizer.encode("Hello, World!"))
          .containsExactly(101, 7592, 1010, 2088, 999, 102);
    }
  }

  @Test
  void shouldCutAfter256TokensAndKeepTheLastSpecialOne() {
    try (var tokenizer = new MiniLmTokenizer()) {
      long[] tokens = tokenizer.encode("word ".repeat(1000));

      assertThat(tokens).hasSize(MiniLmTokenizer.MAX_TOKENS).startsWith(101).endsWith(102);
    }
  }
}
