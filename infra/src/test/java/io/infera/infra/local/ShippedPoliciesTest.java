package io.infera.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.event.ModelPolicy;
import io.infera.event.ServedModel;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.model.MiniLm;
import io.infera.node.stub.StubEngine;
import io.infera.schemas.canonical.CanonicalHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The policies that ship name what the nodes that ship attest. */
class ShippedPoliciesTest {
  private static final Repository REPOSITORY = Repository.find();

  @Test
  void shouldNameTheModelThatNodesServe() {
    ModelPolicy policy = only(REPOSITORY.models());

    assertThat(served(policy)).isEqualTo(MiniLmEngine.served());
    assertThat(policy.getDimension()).isEqualTo(MiniLm.DIMENSION);
  }

  /** Thresholds are those that the report proposes which ships, too, and is named by its digest. */
  @Test
  void shouldHaveTheThresholdsThatItsEvidenceProposes() throws IOException {
    ModelPolicy policy = only(REPOSITORY.models());
    byte[] report =
        Files.readAllBytes(
            REPOSITORY.models().resolve("calibration").resolve(policy.getModelId() + ".json"));
    JsonNode proposal = new ObjectMapper().readTree(report).get("proposal");

    assertThat(policy.getAccept()).isEqualTo(proposal.get("accept").asDouble());
    assertThat(policy.getReject()).isEqualTo(proposal.get("reject").asDouble());
    assertThat(policy.getCalibration().getReport().bytes())
        .isEqualTo(CanonicalHash.sha256().digest(report));
    assertThat(policy.getCalibration().getHonestLimit()).isGreaterThan(policy.getAccept());
    assertThat(policy.getCalibration().getImpostorLimit()).isLessThan(policy.getReject());
  }

  @Test
  void shouldNameTheStub() {
    ModelPolicy policy = only(REPOSITORY.benchmarkModels());

    assertThat(served(policy)).isEqualTo(StubEngine.served("stub", policy.getDimension()));
  }

  private static ModelPolicy only(Path directory) {
    List<ModelPolicy> policies = ModelPolicies.readAll(directory);
    assertThat(policies).hasSize(1);
    return policies.get(0);
  }

  private static ServedModel served(ModelPolicy policy) {
    return new ServedModel(policy.getModelId(), policy.getModelDigest(), policy.getCodeDigest());
  }
}
