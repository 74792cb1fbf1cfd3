package io.infera.infra.calibrate;

import io.infera.event.CalibrationEvidence;
import io.infera.event.Digest;
import io.infera.event.ModelPolicy;
import io.infera.event.ShadowPolicy;
import io.infera.event.SimilaritySample;
import io.infera.schemas.canonical.CanonicalHash;
import java.util.ArrayList;
import java.util.List;

/** A calibration as a policy carries it. */
final class Evidence {
  private static final double MILLION = 1e6;

  private Evidence() {}

  /** The next version of a policy, with the proposed thresholds and nothing in shadow. */
  static ModelPolicy inForce(ModelPolicy policy, CalibrationReport report) {
    return ModelPolicy.newBuilder(policy)
        .setVersion(policy.getVersion() + 1)
        .setAccept(report.proposal().accept())
        .setReject(report.proposal().reject())
        .setCalibration(of(report))
        .setShadow(null)
        .build();
  }

  /** The next version of a policy, which judges as this one, with these thresholds in shadow. */
  static ModelPolicy inShadow(ModelPolicy policy, CalibrationReport report) {
    ShadowPolicy shadow =
        ShadowPolicy.newBuilder()
            .setVersion(policy.getVersion() + 1)
            .setAccept(report.proposal().accept())
            .setReject(report.proposal().reject())
            .setQuorum(policy.getQuorum())
            .setTargetErrorPpm(policy.getTargetErrorPpm())
            .setCalibration(of(report))
            .build();
    return ModelPolicy.newBuilder(policy)
        .setVersion(policy.getVersion() + 1)
        .setShadow(shadow)
        .build();
  }

  static CalibrationEvidence of(CalibrationReport report) {
    List<SimilaritySample> samples = new ArrayList<>();
    samples.add(sample("honest", report.honest().pairs()));
    report.impostors().forEach(each -> samples.add(sample(each.name(), each.nearest())));
    double impostor =
        report.impostors().stream()
            .filter(each -> each.name().equals(report.proposal().nearestImpostor()))
            .mapToDouble(CalibrationReport.Impostor::limit)
            .findFirst()
            .orElseThrow();
    return CalibrationEvidence.newBuilder()
        .setReport(new Digest(CanonicalHash.sha256().digest(report.toJson())))
        .setTexts(report.texts())
        .setReplicas(report.honest().replicas().size())
        .setFalsePositivePpm(ppm(report.falsePositives()))
        .setMissPpm(ppm(report.misses()))
        .setConfidencePpm(ppm(report.confidence()))
        .setHonestLimit(report.honest().limit())
        .setImpostorLimit(impostor)
        .setSamples(samples)
        .build();
  }

  private static SimilaritySample sample(String name, Spread spread) {
    return new SimilaritySample(
        name,
        spread.texts(),
        spread.least(),
        spread.p01(),
        spread.p50(),
        spread.p99(),
        spread.most());
  }

  private static int ppm(double share) {
    return (int) Math.round(share * MILLION);
  }
}
