package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.BatchProposal;
import io.infera.event.ClaimedBatch;
import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.schemas.testing.Records;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DocketTest {
  private static final int LANE = 1;
  private static final long CHAIN = 31_337;
  private static final String CONTRACT = "0x5fbdb2315678afecb367f032d93f642f64180aa3";

  private final Docket docket = new Docket(Records.NETWORK);
  private final List<Entry> lane = new ArrayList<>();

  @BeforeEach
  void begin() {
    docket.begin(LANE, 0);
    docket.horizon(0);
  }

  private static SettlementEvent settled(int i) {
    return Records.settlement("r-" + i);
  }

  private void enter(SettlementEvent event) {
    Entry entry = Entry.Settled.of(LANE, lane.size(), event);
    lane.add(entry);
    docket.entered(LANE, entry);
  }

  private static long ended(SettlementEvent event) {
    return event.getClosedAt().toEpochMilli();
  }

  private static SettlementEvent paying(SettlementEvent event, long microInfer) {
    return SettlementEvent.newBuilder(event)
        .setPayments(List.of(new NodePayment(Records.node(1), microInfer, 7)))
        .build();
  }

  private BatchProposal proposal(List<? extends Entry> entries) {
    Batch batch = Batch.of(new OffsetRange(LANE, 0, entries.size()), entries);
    var archived = new ArchivedBatch(null, batch, ArchiveFormat.digest(Records.NETWORK, batch));
    return BatchClaims.proposal(archived, CHAIN, CONTRACT);
  }

  private Opinion examine() {
    return docket.examine(proposal(lane));
  }

  private static void assertWrong(Opinion opinion, String request, String reason) {
    assertThat(opinion)
        .isInstanceOfSatisfying(
            Opinion.Wrong.class,
            wrong -> {
              assertThat(wrong.request()).endsWith(request);
              assertThat(wrong.reason()).contains(reason);
            });
  }

  @Test
  void shouldSignWhatTheLogGivesWhicheverCameFirst() {
    docket.judged(settled(0), 10);
    enter(settled(0));
    enter(settled(1));
    docket.judged(settled(1), 20);

    assertThat(examine()).isEqualTo(new Opinion.Right());
  }

  @Test
  void shouldWaitForWhatMayStillEnd() {
    enter(settled(0));
    docket.horizon(ended(settled(0)) - 1);

    assertThat(examine()).isInstanceOf(Opinion.Open.class);
    docket.judged(settled(0), 10);
    assertThat(examine()).isEqualTo(new Opinion.Right());
  }

  @Test
  void shouldWaitForWhatWasNotReadYet() {
    docket.judged(settled(0), 10);
    docket.judged(settled(1), 10);
    enter(settled(0));
    var more = new ArrayList<Entry>(lane);
    more.add(Entry.Settled.of(LANE, 1, settled(1)));

    assertThat(docket.examine(proposal(more))).isInstanceOf(Opinion.Open.class);
  }

  @Test
  void shouldRefuseWhatTheLogNeverGave() {
    enter(settled(0));
    docket.horizon(ended(settled(0)));

    assertWrong(examine(), "r-0", "the log gives no such settlement");
  }

  @Test
  void shouldRefuseASecondSettlementOfARequest() {
    docket.judged(settled(0), 10);
    enter(settled(0));
    enter(settled(0));
    docket.horizon(ended(settled(0)));

    assertWrong(examine(), "r-0", "settled before");
  }

  @Test
  void shouldNameTheFirstRequestThatDiffersAndTheField() {
    for (int i = 0; i < 5; i++) {
      docket.judged(settled(i), 10);
    }
    enter(settled(0));
    enter(paying(settled(1), 8));
    enter(paying(settled(2), 8));

    assertWrong(examine(), "r-1", "expected payments");
  }

  @Test
  void shouldRefuseABatchThatIsNotTheLanesThough() {
    docket.judged(settled(0), 10);
    docket.judged(settled(1), 10);
    enter(settled(0));
    enter(settled(1));
    var tampered = new ArrayList<Entry>(lane);
    tampered.set(1, Entry.Settled.of(LANE, 1, paying(settled(1), 9)));

    assertWrong(docket.examine(proposal(tampered)), "r-1", "another leaf for offset 1");
  }

  @Test
  void shouldRefuseABatchThatLeavesSomethingOut() {
    docket.judged(settled(0), 10);
    enter(settled(0));
    BatchProposal right = proposal(lane);
    Batch less = Batch.of(new OffsetRange(LANE, 0, 1), List.of());
    var claim = BatchClaims.of(less, ArchiveFormat.digest(Records.NETWORK, less), CHAIN, CONTRACT);

    assertWrong(
        docket.examine(new BatchProposal(claim, ByteBuffer.allocate(0))), "r-0", "another leaf");
    assertWrong(docket.examine(new BatchProposal(claim, right.getLeaves())), "", "expected root");
  }

  @Test
  void shouldRefuseEveryFieldThatIsNotItsOwn() {
    docket.judged(settled(0), 10);
    enter(settled(0));
    BatchProposal right = proposal(lane);
    ClaimedBatch claim = right.getBatch();
    var tampered =
        List.of(
            ClaimedBatch.newBuilder(claim).setRoot(Records.digest("other")).build(),
            ClaimedBatch.newBuilder(claim).setSettlements(2).build(),
            ClaimedBatch.newBuilder(claim).setArchiveDigest(Records.digest("other")).build());

    assertThat(docket.examine(right)).isEqualTo(new Opinion.Right());
    for (ClaimedBatch one : tampered) {
      assertThat(docket.examine(new BatchProposal(one, right.getLeaves())))
          .isInstanceOf(Opinion.Wrong.class);
    }
  }

  @Test
  void shouldSignARangeOfWhatCannotBeReadWithoutALeaf() {
    var entry = new Entry.Unreadable(0, Keccak.of("poison"));
    lane.add(entry);
    docket.entered(LANE, entry);

    assertThat(examine()).isEqualTo(new Opinion.Right());
  }

  @Test
  void shouldForgetWhatIsAnchoredAndNeedItNoMore() {
    docket.judged(settled(0), 10);
    docket.judged(settled(1), 20);
    enter(settled(0));
    enter(settled(1));
    assertThat(docket.oldest()).isEqualTo(10);

    docket.forget(LANE, 1);

    assertThat(docket.oldest()).isEqualTo(20);
    assertThat(examine()).isInstanceOf(Opinion.Open.class);
    docket.forget(LANE, 2);
    assertThat(docket.oldest()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldCountWhatEndedAndWasNotSettled() {
    docket.judged(settled(0), 10);
    long end = ended(settled(0));

    assertThat(docket.missing(end)).isZero();
    assertThat(docket.missing(end + 1)).isEqualTo(1);
    docket.giveUp(end + 1);
    assertThat(docket.missing(end + 1)).isZero();
  }
}
