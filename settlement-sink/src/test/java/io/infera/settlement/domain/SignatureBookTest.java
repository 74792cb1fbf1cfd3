package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.BatchAttestation;
import io.infera.event.ClaimedBatch;
import io.infera.event.Digest;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignatureBookTest {
  private static final Identity ONE = Records.identity(51);
  private static final Identity TWO = Records.identity(52);
  private static final Identity STRANGER = Records.identity(53);
  private static final Set<String> ATTESTERS = Set.of(ONE.address(), TWO.address());
  private static final ClaimedBatch BATCH = Records.batch();
  private static final Bytes32 SIGNED = BatchClaims.signed(Records.NETWORK, BATCH);

  private final SignatureBook book = new SignatureBook(Records.NETWORK, 2);

  private static BatchAttestation.Builder by(Identity attester, ClaimedBatch batch) {
    return BatchAttestation.newBuilder().setBatch(batch).setAttester(attester.address());
  }

  private static BatchAttestation signed(Identity attester, ClaimedBatch batch) {
    var digest = new Digest(BatchClaims.signed(Records.NETWORK, batch).bytes());
    return by(attester, batch).setSignature(attester.sign(digest)).build();
  }

  private static BatchAttestation refused(Identity attester) {
    return by(attester, BATCH).setRequest("0xa/r").setReason("expected 7, found 8").build();
  }

  @Test
  void shouldGiveAsManySignaturesAsNeededInOrder() {
    book.add(signed(TWO, BATCH));
    assertThat(book.signatures(SIGNED, 2, ATTESTERS::contains)).isEmpty();
    book.add(signed(ONE, BATCH));
    book.add(signed(ONE, BATCH));

    List<Attestation.Signed> found = book.signatures(SIGNED, 2, ATTESTERS::contains).orElseThrow();

    assertThat(found)
        .extracting(Attestation.Signed::attester)
        .containsExactlyInAnyOrderElementsOf(ATTESTERS)
        .isSorted();
    assertThat(Attestation.join(found)).hasSize(130);
    assertThat(book.signatures(SIGNED, 1, ATTESTERS::contains).orElseThrow()).hasSize(1);
  }

  @Test
  void shouldCountNoSignatureOfOthers() {
    assertThat(book.add(signed(STRANGER, BATCH))).isTrue();
    assertThat(book.signatures(SIGNED, 1, ATTESTERS::contains)).isEmpty();
  }

  @Test
  void shouldRefuseWhatItsAttesterDidNotSign() {
    var forged =
        BatchAttestation.newBuilder(signed(STRANGER, BATCH)).setAttester(ONE.address()).build();
    var otherBatch = ClaimedBatch.newBuilder(BATCH).setSettlements(2).build();
    var moved = BatchAttestation.newBuilder(signed(ONE, otherBatch)).setBatch(BATCH).build();
    var noRange = ClaimedBatch.newBuilder(BATCH).setNextOffset(0).build();

    assertThat(book.add(forged)).isFalse();
    assertThat(book.add(moved)).isFalse();
    assertThat(book.add(by(ONE, noRange).build())).isFalse();
    assertThat(book.signatures(SIGNED, 1, ATTESTERS::contains)).isEmpty();
  }

  @Test
  void shouldTellWhyAttestersRefuseUntilTheySign() {
    book.add(refused(ONE));
    book.add(refused(STRANGER));
    assertThat(book.refusals(SIGNED, ATTESTERS::contains))
        .singleElement()
        .asString()
        .contains(ONE.address(), "0xa/r", "expected 7, found 8");

    book.add(signed(ONE, BATCH));

    assertThat(book.refusals(SIGNED, ATTESTERS::contains)).isEmpty();
  }

  @Test
  void shouldForgetTheOldest() {
    book.add(signed(ONE, BATCH));
    for (long more = 5; more < 7; more++) {
      book.add(signed(ONE, ClaimedBatch.newBuilder(BATCH).setNextOffset(more).build()));
    }
    assertThat(book.signatures(SIGNED, 1, ATTESTERS::contains)).isEmpty();
  }

  @Test
  void shouldNeedNoneWhereNoneIsDemanded() {
    assertThat(book.signatures(SIGNED, 0, ATTESTERS::contains)).contains(List.of());
  }
}
