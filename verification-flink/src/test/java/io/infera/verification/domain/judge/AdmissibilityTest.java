package io.infera.verification.domain.judge;

import static io.infera.event.AttemptPurpose.FIRST;
import static io.infera.verification.domain.judge.Cases.digest;
import static io.infera.verification.domain.judge.Cases.drawn;
import static io.infera.verification.domain.judge.Cases.output;
import static io.infera.verification.domain.judge.Cases.result;
import static io.infera.verification.domain.judge.Cases.right;
import static io.infera.verification.domain.judge.Cases.signed;
import static io.infera.verification.domain.judge.Cases.unsigned;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.AttemptPurpose;
import io.infera.event.InferenceOutput;
import io.infera.event.Outcome;
import io.infera.event.ReplicaResult;
import io.infera.event.ServedModel;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.BatchVerifier;
import io.infera.schemas.identity.Identity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissibilityTest {
  private final Court court = new Court();

  @BeforeEach
  void open() {
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100);
  }

  @Test
  void shouldIgnoreAForgeryAndKeepThePlaceOfTheHonestNode() {
    court.take(signed("x", unsigned("a", 1, Cases.wrong())), 110);
    assertThat(court.ignored()).containsExactly(Ignored.BAD_SIGNATURE);
    agreeAll();
    assertThat(court.outcomes()).containsEntry("a", Outcome.AGREED);
  }

  @Test
  void shouldIgnoreAForgeryThatComesBeforeTheDisposition() {
    var early = new Court();
    early.take(signed("x", unsigned("a", 1, Cases.wrong())), 50).take(result("a", 1, right()), 60);
    assertThat(early.ignored()).containsExactly(Ignored.BAD_SIGNATURE);
    early.take(drawn(1, FIRST, 55, "a", "b", "c"), 55).take(result("b", 1, right()), 70);
    assertThat(early.answers()).hasSize(1);
  }

  @Test
  void shouldAskWhetherANodeIsAssignedBeforeItsSignature() {
    court.take(signed("x", unsigned("stranger", 1, right())), 110);
    assertThat(court.ignored()).containsExactly(Ignored.NOT_ASSIGNED);
  }

  @Test
  void shouldCountTheFirstOfTwoResultsOfOneJob() {
    court.take(result("a", 1, right()), 110).take(result("a", 1, Cases.wrong()), 120);
    assertThat(court.ignored()).containsExactly(Ignored.DUPLICATE);
    agreeAll();
    assertThat(court.outcomes()).containsEntry("a", Outcome.AGREED);
  }

  @Test
  void shouldNotBlameANodeForAResultOfAnotherRequest() {
    court.take(signed("a", unsigned("a", 1, right()).setRequestDigest(digest("other"))), 110);
    assertThat(court.ignored()).containsExactly(Ignored.OTHER_REQUEST);
    agreeAll();
    assertThat(court.outcomes()).containsEntry("a", Outcome.AGREED);
  }

  @Test
  void shouldNameWhyASignedResultCannotBeJudged() {
    assertInadmissible(
        unsigned("a", 1, right()).setModel(model("m", "quantised", "code")), "WRONG_MODEL");
    assertInadmissible(
        unsigned("a", 1, right()).setModel(model("m", "weights", "other")), "WRONG_MODEL");
    assertInadmissible(
        unsigned("a", 1, right()).setModel(model("n", "weights", "code")), "WRONG_MODEL");
    assertInadmissible(unsigned("a", 1, new float[] {1}), "WRONG_DIMENSION");
    assertInadmissible(unsigned("a", 1, right()).setOutput(null), "WRONG_DIMENSION");
    var cut =
        InferenceOutput.newBuilder(output(new float[] {1})).setDimension(Cases.DIMENSION).build();
    assertInadmissible(unsigned("a", 1, right()).setOutput(cut), "WRONG_DIMENSION");
    assertInadmissible(unsigned("a", 1, filled(Float.NaN)), "NOT_FINITE");
    assertInadmissible(unsigned("a", 1, filled(Float.POSITIVE_INFINITY)), "NOT_FINITE");
    assertInadmissible(unsigned("a", 1, filled(0)), "BAD_NORM");
    assertInadmissible(unsigned("a", 1, filled(1e30f)), "BAD_NORM");
  }

  @Test
  void shouldNotTakeAStretchedVectorForTheRightOne() {
    var stretched = right();
    for (int i = 0; i < stretched.length; i++) {
      stretched[i] *= 1000;
    }
    court.take(result("a", 1, stretched), 110).take(result("b", 1, right()), 120);
    assertThat(court.answers()).isEmpty();
  }

  @Test
  void shouldTakeRealSignatures() {
    Identity node = identity(1);
    var verifier = new BatchVerifier(Cases.NETWORK, 16);
    var admissibility = new Admissibility(Cases.NETWORK, verifier::signer);
    ReplicaResult unsigned = unsigned(node.address(), 1, right()).build();
    var proof =
        new BatchSigner(Cases.NETWORK, node)
            .sign(List.of(Digests.resultLeaf(Cases.NETWORK, unsigned)))
            .get(0);
    ReplicaResult mine = ReplicaResult.newBuilder(unsigned).setProof(proof).build();
    assertThat(admissibility.signed(mine, 0)).isPresent();
    String other = identity(2).address();
    assertThat(admissibility.signed(ReplicaResult.newBuilder(mine).setNodeId(other).build(), 0))
        .isEmpty();
  }

  private static void assertInadmissible(ReplicaResult.Builder bad, String reason) {
    var court = new Court();
    court.take(drawn(1, FIRST, 100, "a", "b", "c"), 100).take(signed("a", bad), 110);
    court.take(result("b", 1, right()), 120).take(result("c", 1, right()), 130);
    var judgement = court.verdict().getJudgements().get(0);
    assertThat(judgement.getOutcome()).isEqualTo(Outcome.INADMISSIBLE);
    assertThat(judgement.getInadmissible()).isEqualTo(reason);
    assertThat(court.verdict().getSimilarities()).hasSize(1);
    assertThat(court.escalations()).extracting("purpose").doesNotContain(AttemptPurpose.AUDIT);
  }

  private void agreeAll() {
    for (String node : List.of("a", "b", "c")) {
      court.take(result(node, 1, right()), 200);
    }
  }

  private static ServedModel model(String id, String weights, String code) {
    return new ServedModel(id, digest(weights), digest(code));
  }

  private static Identity identity(int number) {
    var key = new byte[32];
    key[31] = (byte) number;
    return Identity.ofPrivateKey(key);
  }

  private static float[] filled(float value) {
    var vector = new float[Cases.DIMENSION];
    Arrays.fill(vector, value);
    return vector;
  }
}
