package io.infera.infra.attack;

import io.infera.infra.calibrate.CalibrationReport;
import io.infera.infra.calibrate.Spread;
import io.infera.infra.local.LocalNetworkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How far the answers of real replicas are from the right ones: what a calibration has measured,
 * and what the simulation draws from.
 */
final class Calibrated {
  private static final String SINGLE = "float32";
  private static final String HONEST = "honest";

  private final TreeMap<String, Spread> spreads = new TreeMap<>();
  private final List<Spread> usual = new ArrayList<>();
  private final List<Spread> odd = new ArrayList<>();

  private Calibrated(CalibrationReport report) {
    for (CalibrationReport.Line line : report.replicas()) {
      spreads.put(line.name(), line.toReference());
      if (line.role().equals(HONEST)) {
        (line.precision().equals(SINGLE) ? usual : odd).add(line.toReference());
      }
    }
  }

  /** From the file that 'infera calibrate' writes. */
  static Calibrated read(Path report) {
    return new Calibrated(CalibrationReport.read(report));
  }

  /** Of honest replicas in single precision. */
  List<Spread> usual() {
    return usual;
  }

  /** Of honest replicas in other permitted precisions; the usual ones where there are none. */
  List<Spread> odd() {
    return odd.isEmpty() ? usual : odd;
  }

  /**
   * Of a replica by its name in the report.
   *
   * @throws LocalNetworkException when the report has none of this name
   */
  Spread of(String name) {
    Spread spread = spreads.get(name);
    if (spread == null) {
      throw new LocalNetworkException(
          "expected a replica named %s in the calibration, found %s; run 'infera calibrate' again"
              .formatted(name, spreads.keySet()));
    }
    return spread;
  }
}
