package io.infera.node.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.ReplicaResult;
import io.infera.event.ResultStatus;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.BatchVerifier;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultAssemblerTest {
  private final Identity identity = Records.identity(1);
  private final ResultAssembler assembler =
      new ResultAssembler(
          Records.NETWORK,
          identity.address(),
          Records.served(),
          new BatchSigner(Records.NETWORK, identity));
  private final List<TakenJob> jobs =
      List.of(
          new TakenJob(4, Records.job(1), 1_000),
          new TakenJob(5, Records.job(1), 3_000),
          new TakenJob(6, Records.job(1), 5_000));
  private final List<Outcome> outcomes =
      List.of(
          new Outcome.Success(Records.output(1, 0)),
          new Outcome.Failure("no text"),
          new Outcome.Success(Records.output(0, 1)));

  @Test
  void shouldSignEveryResultOfABatchUnderOneRoot() {
    List<ReplicaResult> results = assembler.assemble(jobs, outcomes, 9_000, 29_000);
    BatchVerifier verifier = new BatchVerifier(Records.NETWORK, 10);

    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(
                        verifier.signer(
                            Digests.resultLeaf(Records.NETWORK, result), result.getProof()))
                    .hasValue(identity.address()));
    assertThat(results)
        .extracting(result -> result.getProof().getRoot())
        .containsOnly(results.get(0).getProof().getRoot());
  }

  @Test
  void shouldNotVerifyOnAnotherNetwork() {
    ReplicaResult result = assembler.assemble(jobs, outcomes, 9_000, 29_000).get(0);

    assertThat(
            new BatchVerifier("elsewhere", 10)
                .signer(Digests.resultLeaf("elsewhere", result), result.getProof()))
        .isNotEqualTo(Optional.of(identity.address()));
  }

  @Test
  void shouldCarryOutcomeAndTimes() {
    List<ReplicaResult> results = assembler.assemble(jobs, outcomes, 9_000, 29_000);

    assertThat(results)
        .extracting(ReplicaResult::getStatus)
        .containsExactly(ResultStatus.OK, ResultStatus.FAILED, ResultStatus.OK);
    assertThat(results.get(1).getError()).isEqualTo("no text");
    assertThat(results.get(1).getOutput()).isNull();
    assertThat(results).extracting(ReplicaResult::getQueuedMicros).containsExactly(8L, 6L, 4L);
    assertThat(results).allMatch(result -> result.getComputeMicros() == 20);
    assertThat(results).allMatch(result -> result.getBatchSize() == 3);
  }
}
