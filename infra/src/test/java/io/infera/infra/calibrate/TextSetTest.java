package io.infera.infra.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextSetTest {
  @Test
  void shouldFollowFromTheSeed() {
    assertThat(TextSet.of(50, 7)).isEqualTo(TextSet.of(50, 7));
    assertThat(TextSet.of(50, 7).digest()).isNotEqualTo(TextSet.of(50, 8).digest());
    assertThat(TextSet.of(60, 7).texts().subList(0, 50)).isEqualTo(TextSet.of(50, 7).texts());
  }

  @Test
  void shouldBeOfAllLengthsAndNoTwoAlike() {
    List<String> texts = TextSet.of(500, 1).texts();

    assertThat(texts).doesNotHaveDuplicates();
    assertThat(texts).anyMatch(text -> text.split(" ").length <= 3);
    assertThat(texts).anyMatch(text -> text.split(" ").length >= 100);
  }

  @Test
  void shouldCutTokensFromTheEnd() {
    long[] tokens = {101, 1, 2, 3, 4, 102};

    assertThat(ReplicaMain.cut(tokens, 1)).isSameAs(tokens);
    assertThat(ReplicaMain.cut(tokens, 0.5)).containsExactly(101, 1, 2, 102);
    // Nothing can be cut off one token.
    assertThat(ReplicaMain.cut(new long[] {101, 1, 102}, 0.5)).isEmpty();
  }
}
