package io.infera.schemas.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.event.ReplicaResult;
import io.infera.event.ServedModel;
import io.infera.event.Verdict;
import io.infera.schemas.testing.Records;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestsTest {
  private static final String NETWORK = Records.NETWORK;
  private final ReplicaResult result = Records.result(1, 1, 0, 0);

  /** Known answers: whoever computes digests in another language starts here. */
  @Test
  void shouldMatchThePinnedDigests() {
    assertThat(
            Hex.of(
                CanonicalHash.of("infera/test/v1")
                    .string("a")
                    .int32(1)
                    .int64(2)
                    .bool(true)
                    .finish()))
        .isEqualTo("e8ebac93a8e9bc8d9e8f0b144e208af032a45f2a101bf46e4a36b3544f0dd00e");
    assertThat(Hex.of(Digests.request(Records.request())))
        .isEqualTo("94a6157a764090beaaba9fea68dbf705ba4cd257e3d3793229573e1a0add26e7");
    assertThat(Hex.of(Digests.resultLeaf(NETWORK, result)))
        .isEqualTo("b064a8a367aaf506cac4309026e97955304a56c525f0529f44aae3466d72d370");
    assertThat(Hex.of(Digests.verdict(Records.verdict())))
        .isEqualTo("96f013030c6b3bc18583f6fe7a09b4414f7eacade47b234f2e7aa9de2ec998d6");
    assertThat(Hex.of(Digests.settlement(Records.settlement())))
        .isEqualTo("aeeff3656771991b7af6889f0bcbcd2087567df5ca4f7869a143b06128008bc4");
  }

  @Test
  void shouldKnowARequestSentAgain() {
    var again =
        InferenceRequest.newBuilder(Records.request())
            .setCreatedAt(Records.AT.plusSeconds(9))
            .setDeadline(Records.DEADLINE.plusSeconds(9))
            .build();

    assertThat(Digests.request(again)).isEqualTo(Digests.request(Records.request()));
  }

  @Test
  void shouldTellRequestsWithOtherContentApart() {
    var request = Records.request();
    assertThat(
            List.of(
                Digests.request(request),
                Digests.request(InferenceRequest.newBuilder(request).setRequestId("r-2").build()),
                Digests.request(InferenceRequest.newBuilder(request).setModelId("other").build()),
                Digests.request(InferenceRequest.newBuilder(request).setReplicas(5).build()),
                Digests.request(InferenceRequest.newBuilder(request).setPool("ours").build()),
                Digests.request(
                    InferenceRequest.newBuilder(request)
                        .setInput(new InferenceInput("other"))
                        .build()),
                Digests.request(
                    InferenceRequest.newBuilder(request).setInput(new InferenceInput()).build())))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldBindAResultToAllThatItStandsFor() {
    var served = Records.served();
    assertThat(
            List.of(
                leaf(result),
                Digests.resultLeaf("another-network", result),
                leaf(ReplicaResult.newBuilder(result).setAttempt(2).build()),
                leaf(ReplicaResult.newBuilder(result).setNodeId(Records.node(2)).build()),
                leaf(
                    ReplicaResult.newBuilder(result).setRequestDigest(Records.digest("x")).build()),
                leaf(
                    ReplicaResult.newBuilder(result)
                        .setModel(
                            new ServedModel(
                                Records.MODEL, Records.digest("x"), served.getCodeDigest()))
                        .build()),
                leaf(
                    ReplicaResult.newBuilder(result)
                        .setModel(
                            new ServedModel(
                                Records.MODEL, served.getModelDigest(), Records.digest("x")))
                        .build()),
                leaf(ReplicaResult.newBuilder(result).setOutput(Records.output(1, 0, 1)).build()),
                leaf(ReplicaResult.newBuilder(result).setOutput(null).build())))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldNotDependOnWhatIsOnlyForInformation() {
    assertThat(leaf(ReplicaResult.newBuilder(result).setComputeMicros(99).setBatchSize(7).build()))
        .isEqualTo(leaf(result));
  }

  @Test
  void shouldLeaveDefaultsOutOfARecordsDigest() {
    var verdict = Records.verdict();
    assertThat(Digests.verdict(Verdict.newBuilder(verdict).setAuditor(null).build()))
        .isEqualTo(Digests.verdict(verdict));
    assertThat(Digests.verdict(Verdict.newBuilder(verdict).setAuditor(Records.node(9)).build()))
        .isNotEqualTo(Digests.verdict(verdict));
  }

  private static io.infera.event.Digest leaf(ReplicaResult result) {
    return Digests.resultLeaf(NETWORK, result);
  }
}
