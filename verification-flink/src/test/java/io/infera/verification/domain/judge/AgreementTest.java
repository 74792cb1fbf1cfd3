package io.infera.verification.domain.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final double ACCEPT = 0.5;

  @Test
  void shouldFindWhatTryingEverySubsetFinds() {
    var random = new Random(3);
    for (int round = 0; round < 500; round++) {
      int n = 1 + random.nextInt(10);
      double[][] similarity = random(random, n);
      var agreement = new Agreement(ids(n), similarity, ACCEPT);
      long within = (1L << n) - 1 & ~(random.nextInt(4) == 0 ? 1L : 0);
      assertThat(agreement.largestClique(within, 0)).isEqualTo(best(similarity, n, within, 0));
      long core = Long.lowestOneBit(within);
      assertThat(agreement.largestClique(within, core))
          .isEqualTo(best(similarity, n, within, core));
    }
  }

  @Test
  void shouldNotDependOnTheOrderOfArrival() {
    var random = new Random(4);
    for (int round = 0; round < 300; round++) {
      int n = 2 + random.nextInt(9);
      double[][] similarity = random(random, n);
      List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
      Collections.shuffle(order, random);
      var other = new double[n][];
      for (int i = 0; i < n; i++) {
        other[i] = new double[i];
        for (int j = 0; j < i; j++) {
          other[i][j] = of(similarity, order.get(i), order.get(j));
        }
      }
      List<String> names = order.stream().map(ids(n)::get).toList();
      assertThat(chosen(names, other)).isEqualTo(chosen(ids(n), similarity));
    }
  }

  @Test
  void shouldTakeThePathWithItsMiddleAsTwoCliquesAndChooseTheCloserOne() {
    double[][] path = {{}, {0.9}, {0.1, 0.95}};
    var agreement = new Agreement(ids(3), path, ACCEPT);
    assertThat(agreement.largestClique(7, 0)).isEqualTo(0b110);
    assertThat(agreement.largestClique(7, 1)).isEqualTo(0b011);
  }

  @Test
  void shouldTakeTheFirstNodeIdsOfEquals() {
    double[][] path = {{}, {0.9}, {0.1, 0.9}};
    var agreement = new Agreement(List.of("c", "b", "a"), path, ACCEPT);
    assertThat(agreement.largestClique(7, 0)).isEqualTo(0b110);
    assertThat(agreement.medoid(0b110)).isEqualTo(2);
  }

  @Test
  void shouldTakeTheMostCentralForMedoid() {
    double[][] star = {{}, {0.9}, {0.7, 0.9}};
    assertThat(new Agreement(ids(3), star, ACCEPT).medoid(7)).isEqualTo(1);
  }

  @Test
  void shouldFindNothingAmongNobody() {
    assertThat(new Agreement(List.of(), new double[0][], ACCEPT).largestClique(0, 0)).isZero();
    assertThat(new Agreement(List.of(), new double[0][], ACCEPT).medoid(0)).isEqualTo(-1);
  }

  private static List<Object> chosen(List<String> names, double[][] similarity) {
    var agreement = new Agreement(names, similarity, ACCEPT);
    long clique = agreement.largestClique((1L << names.size()) - 1, 0);
    var members = new TreeSet<String>();
    IntStream.range(0, names.size())
        .filter(i -> (clique >>> i & 1) != 0)
        .forEach(i -> members.add(names.get(i)));
    return List.of(members, names.get(agreement.medoid(clique)));
  }

  private static long best(double[][] similarity, int n, long within, long core) {
    long best = 0;
    long bestSum = 0;
    for (long set = 1; set < 1L << n; set++) {
      if ((set & ~within) != 0 || (set & core) != core || !isClique(similarity, n, set)) {
        continue;
      }
      long sum = sum(similarity, n, set);
      int more = Long.bitCount(set) - Long.bitCount(best);
      // Of equal sums that with the first vertex that the other lacks: ids are in order of the
      // vertices.
      boolean first = (set & Long.lowestOneBit(set ^ best)) != 0;
      if (more > 0 || more == 0 && (sum > bestSum || sum == bestSum && first)) {
        best = set;
        bestSum = sum;
      }
    }
    return best;
  }

  private static boolean isClique(double[][] similarity, int n, long set) {
    return pairs(n, set).stream().allMatch(pair -> similarity[pair[0]][pair[1]] >= ACCEPT);
  }

  private static long sum(double[][] similarity, int n, long set) {
    return pairs(n, set).stream()
        .mapToLong(pair -> Cosine.quantised(similarity[pair[0]][pair[1]]))
        .sum();
  }

  private static List<int[]> pairs(int n, long set) {
    var pairs = new ArrayList<int[]>();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if ((set >>> i & 1) != 0 && (set >>> j & 1) != 0) {
          pairs.add(new int[] {i, j});
        }
      }
    }
    return pairs;
  }

  /** Few distinct values, so that ties are common. */
  private static double[][] random(Random random, int n) {
    var similarity = new double[n][];
    for (int i = 0; i < n; i++) {
      similarity[i] = random.ints(i, 0, 5).mapToDouble(k -> k / 4.0).toArray();
    }
    return similarity;
  }

  private static double of(double[][] similarity, int a, int b) {
    return a > b ? similarity[a][b] : similarity[b][a];
  }

  private static List<String> ids(int n) {
    return IntStream.range(0, n).mapToObj(i -> "n" + (char) ('a' + i)).toList();
  }
}
