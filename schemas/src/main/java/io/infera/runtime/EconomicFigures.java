package io.infera.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * The economic figures of the network, from the one file {@code economy.properties} beside this
 * class. Amounts in millionths of an INFER.
 *
 * @param stakeMicroInfer what a node has at stake: the least that lets it be drawn
 * @param slashLadderPpm shares of the stake that the first, second and further proven faults take,
 *     in parts per million; every later one takes the last
 * @param jobCostMicroInfer what an honest node spends to compute one job
 */
public record EconomicFigures(
    long stakeMicroInfer, List<Integer> slashLadderPpm, long jobCostMicroInfer) {
  private static final int PPM = 1_000_000;
  private static final String FILE = "economy.properties";

  public EconomicFigures {
    slashLadderPpm = List.copyOf(slashLadderPpm);
    if (stakeMicroInfer < 0 || jobCostMicroInfer < 0 || slashLadderPpm.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a stake and a cost of at least 0 and a ladder of at least one rung");
    }
    for (int rung : slashLadderPpm) {
      if (rung < 0 || rung > PPM) {
        throw new IllegalArgumentException("expected a rung from 0 to " + PPM + ", found " + rung);
      }
    }
  }

  /** The figures that are shipped. */
  public static EconomicFigures defaults() {
    var properties = new Properties();
    try (InputStream in = EconomicFigures.class.getResourceAsStream(FILE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
    return new EconomicFigures(
        Long.parseLong(properties.getProperty("stake.micro.infer")),
        Arrays.stream(properties.getProperty("slash.ladder.ppm").split(","))
            .map(Integer::valueOf)
            .toList(),
        Long.parseLong(properties.getProperty("job.cost.micro.infer")));
  }

  /**
   * What a proven fault takes of a stake.
   *
   * @param faultsBefore how many there were before
   */
  public long slashed(long stakeMicroInfer, int faultsBefore) {
    int rung = slashLadderPpm.get(Math.min(faultsBefore, slashLadderPpm.size() - 1));
    return stakeMicroInfer / PPM * rung + stakeMicroInfer % PPM * rung / PPM;
  }
}
