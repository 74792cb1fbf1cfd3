package io.infera.node.domain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides texts into groups that are computed together. A group is padded to its longest text, and
 * padding costs as much as text, so texts are grouped by length; but each group also costs
 * something of its own, for the weights are read once for it. The groups found are the cheapest
 * ones, by dynamic programming over the texts in order of length, where a group of n texts, the
 * longest of m tokens, costs {@code n * m + overhead}.
 *
 * @param overhead what a group costs beside its tokens, in tokens; 0 or more
 * @param maxTokens largest {@code n * m} of a group of several texts, at least 1: time and memory
 *     grow with it
 */
public record Packing(int overhead, int maxTokens) {
  public Packing {
    if (overhead < 0 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "Expected an overhead of 0 or more and at least 1 token, found %d and %d"
              .formatted(overhead, maxTokens));
    }
  }

  /**
   * Groups of indexes into {@code lengths}, shortest texts first; every index is in exactly one.
   *
   * @param lengths tokens of each text, each at least 1
   */
  public List<int[]> groups(int[] lengths) {
    int[] order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(index -> lengths[index]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] starts = cheapestStarts(Arrays.stream(order).map(index -> lengths[index]).toArray());
    LinkedList<int[]> groups = new LinkedList<>();
    for (int end = order.length; end > 0; end = starts[end]) {
      groups.addFirst(Arrays.copyOfRange(order, starts[end], end));
    }
    return groups;
  }

  /** For every end, where the last group of the cheapest division before it starts. */
  private int[] cheapestStarts(int[] sorted) {
    long[] costs = new long[sorted.length + 1];
    int[] starts = new int[sorted.length + 1];
    for (int end = 1; end <= sorted.length; end++) {
      costs[end] = Long.MAX_VALUE;
      for (int start = end - 1; start >= 0; start--) {
        long tokens = (long) (end - start) * sorted[end - 1];
        if (tokens > maxTokens && start < end - 1) {
          break;
        }
        long cost = costs[start] + tokens + overhead;
        if (cost < costs[end]) {
          costs[end] = cost;
          starts[end] = start;
        }
      }
    }
    return starts;
  }
}
