package io.infera.verification.stream;

import io.infera.event.PairSimilarity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * How similar results are, by model: counters of pairs in classes of their distance, 1 - cosine.
 * Classes are powers of ten, since what matters lies close to 1: replicas of one engine differ by
 * less than a millionth, a quantized sibling by a hundredth. Counters add up over subtasks and
 * time, which quantiles do not.
 *
 * <p>Models are those of policies, so their number is an operator's choice and not an attacker's.
 */
final class Similarities {
  private static final double[] BELOW = {1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1};
  private static final String FURTHER = "2";

  private final MetricGroup group;
  private final Map<String, Counter[]> models = new HashMap<>();

  Similarities(MetricGroup group) {
    this.group = group;
  }

  void add(String modelId, List<PairSimilarity> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    Counter[] counters = models.get(modelId);
    if (counters == null) {
      counters = register(modelId);
      models.put(modelId, counters);
    }
    for (PairSimilarity pair : pairs) {
      counters[classOf(1 - pair.getCosine())].inc();
    }
  }

  private static int classOf(double distance) {
    int at = 0;
    while (at < BELOW.length && distance >= BELOW[at]) {
      at++;
    }
    return at;
  }

  private Counter[] register(String modelId) {
    MetricGroup model = group.addGroup("model", modelId);
    var counters = new Counter[BELOW.length + 1];
    for (int i = 0; i < counters.length; i++) {
      String below = i < BELOW.length ? Double.toString(BELOW[i]) : FURTHER;
      counters[i] = model.addGroup("distance", below).counter("similarities");
    }
    return counters;
  }
}
