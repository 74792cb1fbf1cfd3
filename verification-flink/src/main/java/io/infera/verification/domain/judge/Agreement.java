package io.infera.verification.domain.judge;

import java.util.Arrays;
import java.util.List;

/**
 * Who agrees with whom: a graph of up to 64 results with an edge where the similarity is at or
 * above {@code accept}. Sets of vertices are bit masks.
 *
 * <p>The largest clique is found by Bron and Kerbosch's algorithm with Tomita's pivot (Theor.
 * Comput. Sci. 363, 2006). Of several largest ones that with the greater sum of pairwise
 * similarities (in billionths) is taken, then the one whose sorted nodeIds come first, so the
 * choice does not depend on the order of arrival.
 *
 * <p>With credibility, "largest" means what has passed the most audits together; who has passed
 * none still counts for a trifle.
 */
final class Agreement {
  static final int MOST = 64;

  private final List<String> nodeIds;
  private final double[][] similarity;
  private final long[] neighbours;
  private final int[] audits;
  private long best;
  private long bestSize;
  private long bestSum;

  /**
   * @param nodeIds distinct
   * @param similarity {@code similarity[i][j]} for every j below i
   */
  Agreement(List<String> nodeIds, double[][] similarity, double accept) {
    this(nodeIds, similarity, accept, null);
  }

  /**
   * @param audits what each has passed, in thousandths; null to count heads
   */
  Agreement(List<String> nodeIds, double[][] similarity, double accept, int[] audits) {
    this.nodeIds = nodeIds;
    this.similarity = similarity;
    this.audits = audits;
    this.neighbours = new long[nodeIds.size()];
    for (int i = 1; i < neighbours.length; i++) {
      for (int j = 0; j < i; j++) {
        if (similarity[i][j] >= accept) {
          neighbours[i] |= 1L << j;
          neighbours[j] |= 1L << i;
        }
      }
    }
  }

  /**
   * Largest clique within some vertices that contains all of {@code core}, itself a clique; 0 when
   * there is none.
   */
  long largestClique(long within, long core) {
    best = 0;
    bestSize = 0;
    bestSum = 0;
    long candidates = within & ~core;
    for (long rest = core; rest != 0; rest &= rest - 1) {
      candidates &= neighbours[Long.numberOfTrailingZeros(rest)];
    }
    extend(core, candidates, 0);
    return best;
  }

  /**
   * The member most similar to the others, by the sum of similarities in billionths; of equals the
   * first nodeId.
   */
  int medoid(long clique) {
    int medoid = -1;
    long most = 0;
    for (long rest = clique; rest != 0; rest &= rest - 1) {
      int candidate = Long.numberOfTrailingZeros(rest);
      long sum = sumTo(candidate, clique & ~(1L << candidate));
      if (medoid < 0
          || sum > most
          || sum == most && nodeIds.get(candidate).compareTo(nodeIds.get(medoid)) < 0) {
        medoid = candidate;
        most = sum;
      }
    }
    return medoid;
  }

  double similarity(int a, int b) {
    if (a == b) {
      return 1;
    }
    return a > b ? similarity[a][b] : similarity[b][a];
  }

  boolean agree(int a, int b) {
    return (neighbours[a] >>> b & 1) != 0;
  }

  /** True when there are several of these and they do not all agree. */
  boolean isDivided(long vertices) {
    return Long.bitCount(vertices) > 1 && largestClique(vertices, 0) != vertices;
  }

  private void extend(long clique, long candidates, long excluded) {
    if (candidates == 0 && excluded == 0) {
      consider(clique);
      return;
    }
    if (size(clique) + size(candidates) < bestSize) {
      return;
    }
    long open = candidates & ~neighbours[pivot(candidates, excluded)];
    for (; open != 0; open &= open - 1) {
      int vertex = Long.numberOfTrailingZeros(open);
      extend(clique | 1L << vertex, candidates & neighbours[vertex], excluded & neighbours[vertex]);
      candidates &= ~(1L << vertex);
      excluded |= 1L << vertex;
    }
  }

  private int pivot(long candidates, long excluded) {
    int pivot = -1;
    int most = -1;
    for (long rest = candidates | excluded; rest != 0; rest &= rest - 1) {
      int vertex = Long.numberOfTrailingZeros(rest);
      int covered = Long.bitCount(candidates & neighbours[vertex]);
      if (covered > most) {
        pivot = vertex;
        most = covered;
      }
    }
    return pivot;
  }

  private void consider(long clique) {
    long size = size(clique);
    if (size < bestSize) {
      return;
    }
    long sum = sum(clique);
    if (size > bestSize
        || sum > bestSum
        || sum == bestSum && Arrays.compare(sortedIds(clique), sortedIds(best)) < 0) {
      best = clique;
      bestSize = size;
      bestSum = sum;
    }
  }

  private long size(long mask) {
    long size = Long.bitCount(mask);
    if (audits != null) {
      for (long rest = mask; rest != 0; rest &= rest - 1) {
        size += audits[Long.numberOfTrailingZeros(rest)];
      }
    }
    return size;
  }

  private long sum(long clique) {
    long sum = 0;
    for (long rest = clique; rest != 0; rest &= rest - 1) {
      int vertex = Long.numberOfTrailingZeros(rest);
      sum += sumTo(vertex, clique & (1L << vertex) - 1);
    }
    return sum;
  }

  private long sumTo(int vertex, long others) {
    long sum = 0;
    for (long rest = others; rest != 0; rest &= rest - 1) {
      sum += Cosine.quantised(similarity(vertex, Long.numberOfTrailingZeros(rest)));
    }
    return sum;
  }

  private String[] sortedIds(long clique) {
    var ids = new String[Long.bitCount(clique)];
    int next = 0;
    for (long rest = clique; rest != 0; rest &= rest - 1) {
      ids[next++] = nodeIds.get(Long.numberOfTrailingZeros(rest));
    }
    Arrays.sort(ids);
    return ids;
  }
}
