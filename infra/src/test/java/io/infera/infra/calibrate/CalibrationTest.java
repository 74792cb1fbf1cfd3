package io.infera.infra.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.infera.event.CalibrationEvidence;
import io.infera.event.ModelPolicy;
import io.infera.infra.calibrate.Calibration.Demands;
import io.infera.infra.calibrate.Variant.Role;
import io.infera.infra.local.ModelPolicies;
import io.infera.infra.local.Repository;
import io.infera.node.model.Precision;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Hex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas whose deviations are made up, so that what has to come out is known. */
class CalibrationTest {
  private static final int TEXTS = 400;
  private static final Demands DEMANDS = new Demands(0.01, 0.02, 0.95, Set.of());

  private final TextSet texts = TextSet.of(TEXTS, 1);
  private final float[][] truth = new float[TEXTS][];
  private final SplittableRandom random = new SplittableRandom(1);

  CalibrationTest() {
    Arrays.setAll(truth, i -> new float[] {1, 0, 0, 0});
  }

  @Test
  void shouldDivideTheGapInThreeOnTheLogarithmOfTheDeviation() {
    CalibrationReport report = report(replica("far", Role.IMPOSTOR, 1e-3));

    // The honest keep above 1 − 1e-6 or so, the impostor below 1 − 1e-3.
    assertThat(report.honest().limit()).isCloseTo(1 - 1e-6, within(1e-7));
    assertThat(report.proposal().accept()).isCloseTo(1 - 1e-5, within(2e-6));
    assertThat(report.proposal().reject()).isCloseTo(1 - 1e-4, within(2e-5));
    assertThat(report.proposal().separates()).isTrue();
    assertThat(report.proposal().nearestImpostor()).isEqualTo("far");
    assertThat(report.honest().belowAccept().times()).isZero();
    assertThat(report.impostors().get(0).notBelowReject().times()).isZero();
  }

  @Test
  void shouldTakeTheNearestImpostor() {
    CalibrationReport report =
        report(replica("far", Role.IMPOSTOR, 1e-2), replica("near", Role.IMPOSTOR, 1e-4));

    assertThat(report.proposal().nearestImpostor()).isEqualTo("near");
  }

  @Test
  void shouldNotCareAboutOneThatIsExcepted() {
    var demands = new Demands(0.01, 0.02, 0.95, Set.of("near"));

    CalibrationReport report =
        report(demands, replica("far", Role.IMPOSTOR, 1e-3), replica("near", Role.IMPOSTOR, 1e-7));

    assertThat(report.proposal().nearestImpostor()).isEqualTo("far");
    assertThat(report.impostors().get(1).excepted()).isTrue();
    assertThat(report.impostors().get(1).accepted().times()).isEqualTo(TEXTS);
  }

  @Test
  void shouldSayThatAnImpostorCannotBeToldApart() {
    CalibrationReport report = report(replica("twin", Role.IMPOSTOR, 1e-7));

    assertThat(report.proposal().separates()).isFalse();
    assertThat(report.proposal().accept()).isEqualTo(report.proposal().reject());
    // Honest replicas come first: none of them is blamed for it.
    assertThat(report.honest().belowReject().upper()).isLessThan(0.02);
  }

  @Test
  void shouldLeaveOutTextsThatSayNothing() {
    Replica cut = replica("cut", Role.IMPOSTOR, 1e-3);
    Arrays.fill(cut.vectors()[7], Float.NaN);

    CalibrationReport report = report(cut);

    assertThat(report.impostors().get(0).nearest().texts()).isEqualTo(TEXTS - 1);
  }

  @Test
  void shouldBeWrittenAndReadAsItIs(@TempDir Path directory) throws Exception {
    CalibrationReport report = report(replica("far", Role.IMPOSTOR, 1e-3));
    Path file = directory.resolve("report.json");

    report.write(file);

    assertThat(CalibrationReport.read(file).toJson()).isEqualTo(report.toJson());
    assertThat(Evidence.of(report).getReport())
        .satisfies(
            digest ->
                assertThat(Hex.of(digest))
                    .isEqualTo(
                        Hex.encode(CanonicalHash.sha256().digest(Files.readAllBytes(file)))));
  }

  @Test
  void shouldBecomeTheNextVersionOfAPolicyWithItsEvidence() {
    ModelPolicy policy =
        ModelPolicies.read(Repository.find().models().resolve("all-minilm-l6-v2.json"));
    CalibrationReport report = report(replica("far", Role.IMPOSTOR, 1e-3));

    ModelPolicy next = Evidence.inForce(policy, report);
    ModelPolicy shadowed = Evidence.inShadow(policy, report);

    assertThat(next.getVersion()).isEqualTo(policy.getVersion() + 1);
    assertThat(next.getAccept()).isEqualTo(report.proposal().accept());
    CalibrationEvidence evidence = next.getCalibration();
    assertThat(evidence.getTexts()).isEqualTo(TEXTS);
    assertThat(evidence.getFalsePositivePpm()).isEqualTo(10_000);
    assertThat(evidence.getSamples())
        .extracting(sample -> sample.getName())
        .containsExactly("honest", "far");
    assertThat(shadowed.getAccept()).isEqualTo(policy.getAccept());
    assertThat(shadowed.getShadow().getAccept()).isEqualTo(report.proposal().accept());
    assertThat(shadowed.getVersion()).isEqualTo(policy.getVersion() + 1);
  }

  private CalibrationReport report(Replica... impostors) {
    return report(DEMANDS, impostors);
  }

  private CalibrationReport report(Demands demands, Replica... impostors) {
    List<Replica> replicas = new ArrayList<>();
    replicas.add(new Replica(Variant.REFERENCE, truth));
    replicas.add(replica("honest", Role.HONEST, 1e-6));
    replicas.addAll(List.of(impostors));
    return new Calibration("m", texts, demands, replicas).report();
  }

  /** Each of its vectors deviates from the truth by nearly this. */
  private Replica replica(String name, Role role, double deviation) {
    var vectors = new float[TEXTS][];
    for (int i = 0; i < TEXTS; i++) {
      double cosine = 1 - deviation * (0.9 + random.nextDouble() / 10);
      vectors[i] = new float[] {(float) cosine, (float) Math.sqrt(1 - cosine * cosine), 0, 0};
    }
    return new Replica(
        new Variant(name, "made up", role, Variant.Engine.PYTORCH, Precision.FLOAT32, 1, 1, 1, 1),
        vectors);
  }
}
