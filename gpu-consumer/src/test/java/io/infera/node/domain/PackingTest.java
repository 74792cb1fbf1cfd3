package io.infera.node.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackingTest {
  @Test
  void shouldKeepEqualLengthsTogether() {
    assertThat(new Packing(10, 100).groups(new int[] {5, 30, 5, 30}))
        .containsExactly(new int[] {0, 2}, new int[] {1, 3});
  }

  @Test
  void shouldPadWhereAGroupOfItsOwnWouldCostMore() {
    assertThat(new Packing(10, 100).groups(new int[] {20, 14})).containsExactly(new int[] {1, 0});
  }

  @Test
  void shouldGiveATextAboveTheBoundAGroupOfItsOwn() {
    assertThat(new Packing(10, 100).groups(new int[] {500, 500}))
        .containsExactly(new int[] {0}, new int[] {1});
  }

  @Test
  void shouldGiveNoGroupsForNoTexts() {
    assertThat(new Packing(10, 100).groups(new int[0])).isEmpty();
  }

  @Test
  void shouldHoldEveryTextOnceWithinTheBound() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      int[] lengths = random.ints(random.nextInt(60), 1, 257).toArray();
      List<int[]> groups = new Packing(24, 256).groups(lengths);

      assertThat(groups.stream().flatMapToInt(Arrays::stream).sorted())
          .containsExactlyElementsOf(IntStream.range(0, lengths.length).boxed().toList());
      assertThat(groups)
          .allMatch(group -> group.length == 1 || group.length * longest(lengths, group) <= 256);
    }
  }

  @Test
  void shouldCostNoMoreThanOneByOne() {
    Random random = new Random(12);
    for (int round = 0; round < 100; round++) {
      int[] lengths = random.ints(32, 2, 257).toArray();
      long cost =
          new Packing(24, 256)
              .groups(lengths).stream()
                  .mapToLong(group -> 24L + (long) group.length * longest(lengths, group))
                  .sum();
      assertThat(cost).isLessThanOrEqualTo(Arrays.stream(lengths).mapToLong(n -> n + 24L).sum());
    }
  }

  @Test
  void shouldRefuseANegativeOverhead() {
    assertThatThrownBy(() -> new Packing(-1, 256)).hasMessageContaining("found -1 and 256");
  }

  private static int longest(int[] lengths, int[] group) {
    return Arrays.stream(group).map(index -> lengths[index]).max().orElseThrow();
  }
}
