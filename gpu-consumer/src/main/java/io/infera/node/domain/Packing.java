package io.infera.node.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides texts into groups that are computed together, shortest first. A group is padded to its
 * longest text, and padding costs as much as text: sorted by length, almost none is needed. What a
 * group may hold is bounded in tokens, padding included, since that is what time and memory grow
 * with.
 */
public final class Packing {
  private Packing() {}

  /**
   * Groups of indexes into {@code lengths}; every index is in exactly one of them. A text that
   * alone exceeds the bound makes a group of its own.
   *
   * @param lengths tokens of each text, each at least 1
   * @param maxTokens largest size of a group times its longest text, at least 1
   */
  public static List<int[]> groups(int[] lengths, int maxTokens) {
    int[] order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(index -> lengths[index]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> groups = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= order.length; end++) {
      boolean full =
          end == order.length || (long) lengths[order[end]] * (end - start + 1) > maxTokens;
      if (full) {
        groups.add(Arrays.copyOfRange(order, start, end));
        start = end;
      }
    }
    return groups;
  }
}
