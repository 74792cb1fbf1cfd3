package io.infera.infra.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.infra.calibrate.Calibration.Demands;
import io.infera.infra.local.Repository;
import io.infera.infra.process.RecordingProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real replicas, of each kind of engine one, each in its process. */
class CalibrateIT {
  private static final List<Variant> VARIANTS =
      Stream.of("pytorch", "pytorch-bfloat16", "onnx", "int8", "other-model")
          .map(name -> Variant.named(name).orElseThrow())
          .toList();

  @Test
  void shouldTellHonestReplicasFromImpostors(@TempDir Path directory) {
    TextSet texts = TextSet.of(60, 1);
    var progress = new RecordingProgress();
    var replicas = new Replicas(Repository.find(), directory, texts, progress);

    CalibrationReport report = report(texts, replicas.run(VARIANTS));

    assertThat(report.honest().replicas()).containsExactly("pytorch", "pytorch-bfloat16", "onnx");
    assertThat(report.honest().pairs().least()).isGreaterThan(0.999);
    assertThat(report.impostors())
        .extracting(CalibrationReport.Impostor::name)
        .containsExactly("int8", "other-model", "stale");
    assertThat(report.proposal().separates()).isTrue();
    assertThat(report.proposal().nearestImpostor()).isEqualTo("int8");
    assertThat(report.proposal().reject()).isBetween(0.995, report.proposal().accept());

    // A run that was cut short goes on with what is there.
    progress.steps.clear();
    CalibrationReport again = report(texts, replicas.run(VARIANTS));
    assertThat(progress.steps)
        .hasSize(VARIANTS.size())
        .allMatch(step -> step.contains("taken from"));
    assertThat(again.toJson()).isEqualTo(report.toJson());
  }

  private static CalibrationReport report(TextSet texts, List<Replica> replicas) {
    return new Calibration("m", texts, new Demands(0.05, 0.05, 0.9, Set.of()), replicas).report();
  }
}
