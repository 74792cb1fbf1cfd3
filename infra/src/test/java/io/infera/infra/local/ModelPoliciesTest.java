package io.infera.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.CalibrationEvidence;
import io.infera.event.Digest;
import io.infera.event.ModelPolicy;
import io.infera.event.SimilaritySample;
import io.infera.schemas.canonical.Hex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPoliciesTest {
  private static final String POLICY =
      """
      {"modelId": "m", "version": 2, "modelDigest": "%s", "codeDigest": "%s",
       "dimension": 8, "accept": 0.99, "reject": 0.9%s}
      """;
  private static final String DIGEST = "ab".repeat(32);

  @TempDir Path directory;

  @Test
  void shouldReadFieldsAndTakeDefaultsForTheRest() throws Exception {
    ModelPolicy policy = ModelPolicies.read(write(DIGEST, ", \"quorum\": 3"));

    assertThat(policy.getModelId()).isEqualTo("m");
    assertThat(Hex.of(policy.getModelDigest())).isEqualTo(DIGEST);
    assertThat(policy.getAccept()).isEqualTo(0.99);
    assertThat(policy.getQuorum()).isEqualTo(3);
    assertThat(policy.getMinReplicas()).isEqualTo(3);
    assertThat(policy.getPriceMicroInferPerMillionTokens()).isZero();
  }

  @Test
  void shouldReadWhatItWritesWithItsEvidence() throws Exception {
    var sample = new SimilaritySample("honest", 10, 0.9, 0.91, 0.95, 0.99, 1.0);
    var evidence =
        new CalibrationEvidence(
            new Digest(Hex.decode(DIGEST)),
            10,
            3,
            1_000,
            10_000,
            990_000,
            0.9,
            0.8,
            List.of(sample));
    ModelPolicy policy =
        ModelPolicy.newBuilder(ModelPolicies.read(write(DIGEST, "")))
            .setCalibration(evidence)
            .build();
    Path file = directory.resolve("written.json");

    ModelPolicies.write(file, policy);

    assertThat(ModelPolicies.read(file)).isEqualTo(policy);
    assertThat(Files.readString(file)).doesNotContain("shadow");
  }

  @Test
  void shouldNameAnUnknownFieldOfTheEvidence() throws Exception {
    Path file = write(DIGEST, ", \"shadow\": {\"version\": 1, \"acept\": 1}");

    assertThatThrownBy(() -> ModelPolicies.read(file))
        .isInstanceOf(LocalNetworkException.class)
        .hasMessageContaining("shadow.accept is missing");
  }

  @Test
  void shouldRefuseAnUnknownField() throws Exception {
    Path file = write(DIGEST, ", \"qorum\": 3");

    assertThatThrownBy(() -> ModelPolicies.read(file))
        .isInstanceOf(LocalNetworkException.class)
        .hasMessageContaining("qorum")
        .hasMessageContaining("quorum");
  }

  @Test
  void shouldRefuseADigestOfAnotherLength() throws Exception {
    Path file = write("abcd", "");

    assertThatThrownBy(() -> ModelPolicies.read(file))
        .isInstanceOf(LocalNetworkException.class)
        .hasMessageContaining("modelDigest")
        .hasMessageContaining("abcd");
  }

  @Test
  void shouldNameAMissingField() throws Exception {
    Path file = Files.writeString(directory.resolve("p.json"), "{\"modelId\": \"m\"}");

    assertThatThrownBy(() -> ModelPolicies.read(file)).hasMessageContaining("version is missing");
  }

  private Path write(String modelDigest, String more) throws Exception {
    return Files.writeString(
        directory.resolve("p.json"), POLICY.formatted(modelDigest, DIGEST, more));
  }
}
