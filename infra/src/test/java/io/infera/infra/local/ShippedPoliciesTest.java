package io.infera.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.ModelPolicy;
import io.infera.event.ServedModel;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.model.MiniLm;
import io.infera.node.stub.StubEngine;
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
    assertThat(policy.getAccept()).isEqualTo(0.999);
    assertThat(policy.getReject()).isEqualTo(0.997);
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
