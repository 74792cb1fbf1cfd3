package io.infera.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.dispatcher.domain.BeaconVerifier.Result;
import io.infera.event.BeaconSecret;
import io.infera.event.ChainBlock;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.DrawEvidence;
import io.infera.event.EpochBeacon;
import io.infera.schemas.testing.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Beacons as they are mixed, and as a stranger checks them. */
class BeaconVerifierTest {
  private static final byte[] SECRET = Samples.digest("secret").bytes();
  private static final Duration EPOCH = Duration.ofMinutes(1);
  private static final long NOW = Samples.NOW.toEpochMilli() / EPOCH.toMillis();
  private static final SecretChain CHAIN = SecretChain.covering(NOW, SECRET);
  private static final Instant ANNOUNCED = Samples.NOW.minusSeconds(3_600);

  private final List<EpochBeacon> blocks = new ArrayList<>();
  private Instant announced = ANNOUNCED;
  private final Beacon beacon =
      new MixedBeacon(
          SECRET,
          EPOCH,
          epoch ->
              blocks.stream()
                  .filter(block -> block.getEpoch() <= epoch)
                  .reduce((before, after) -> after),
          commitment ->
              Optional.ofNullable(announced).filter(any -> commitment.equals(CHAIN.commitment())));

  private static Instant start(long epoch) {
    return Instant.ofEpochMilli(epoch * EPOCH.toMillis());
  }

  /** The block for an epoch, made a second into the one before. */
  private static EpochBeacon block(long epoch) {
    return new EpochBeacon(
        epoch,
        EPOCH.toMillis(),
        new ChainBlock(
            31_337L, epoch, Records.digest("block " + epoch), start(epoch - 1).plusSeconds(1)));
  }

  private Disposition drawn(Instant at) {
    var request = new RequestInLog(Samples.request(1).build(), Samples.digest("r"), 0, 7, at);
    var roster =
        Samples.roster(
            List.of(Samples.node(1).build(), Samples.node(2).build(), Samples.node(3).build()));
    var assigner = new Assigner(beacon, Deadlines.DEFAULT, new InFlight(1_000));
    AttemptOrder order = AttemptOrder.first(request.request());
    var result = assigner.assign(request, order, Samples.policy(), roster, at);
    return ((Assigner.Result.Assigned) result).disposition();
  }

  private static BeaconSecret.Builder told() {
    return BeaconSecret.newBuilder()
        .setCommitment(CHAIN.commitment())
        .setFirstEpoch(CHAIN.firstEpoch())
        .setLastEpoch(CHAIN.lastEpoch())
        .setEpochMs(EPOCH.toMillis());
  }

  /** A stranger who has read both topics, until an epoch's secret was told. */
  private BeaconVerifier stranger(long toldEpoch) {
    var verifier = new BeaconVerifier();
    verifier.take(told().build(), ANNOUNCED);
    verifier.take(
        told().setEpoch(toldEpoch).setSecret(CHAIN.secret(toldEpoch)).build(),
        start(toldEpoch + 1));
    blocks.forEach(block -> verifier.take(block, block.getBlock().getAt().plusSeconds(2)));
    return verifier;
  }

  @Test
  void shouldFixAllSecretsByOneCommitment() {
    assertThat(SecretChain.earlier(CHAIN.secret(CHAIN.firstEpoch()), 1))
        .isEqualTo(CHAIN.commitment());
    assertThat(SecretChain.earlier(CHAIN.secret(NOW), 5)).isEqualTo(CHAIN.secret(NOW - 5));
    SecretChain next = SecretChain.covering(CHAIN.lastEpoch() + 1, SECRET);
    assertThat(next.firstEpoch()).isEqualTo(CHAIN.lastEpoch() + 1);
    assertThat(next.commitment()).isNotEqualTo(CHAIN.commitment());
    assertThat(CHAIN.covers(next.firstEpoch())).isFalse();
    assertThatThrownBy(() -> SecretChain.covering(0, new byte[16]))
        .hasMessageContaining("expected a beacon secret of 32 bytes, found 16");
  }

  @Test
  void shouldMixTheSecretWithTheBlockOfItsEpoch() {
    blocks.addAll(List.of(block(NOW - 1), block(NOW), block(NOW + 1)));
    Disposition drawn = drawn(Samples.NOW);
    DrawEvidence draw = drawn.getDraw();
    assertThat(draw.getBlockEpoch()).isEqualTo(NOW);
    assertThat(draw.getBlock()).isEqualTo(block(NOW).getBlock());
    assertThat(draw.getCommitment()).isEqualTo(CHAIN.commitment());
    assertThat(stranger(NOW).check(drawn))
        .isEqualTo(
            new Result.Right("from the secret and block %d of epoch %d".formatted(NOW, NOW)));
    assertThat(stranger(NOW + 30).check(drawn))
        .as("by a later secret")
        .isInstanceOf(Result.Right.class);
  }

  @Test
  void shouldSayThatASecretIsToldWhenItsEpochIsOver() {
    assertThat(stranger(NOW - 1).check(drawn(Samples.NOW))).isInstanceOf(Result.Unknown.class);
  }

  /** The chain stands still: no request waits for it, and the draw says so. */
  @Test
  void shouldGoOnFromTheLastBlockOrFromTheSecretAlone() {
    Disposition alone = drawn(Samples.NOW);
    assertThat(alone.getDraw().getBlockEpoch()).isNull();
    assertThat(stranger(NOW).check(alone))
        .isEqualTo(new Result.Right("from the secret alone, since no block was known"));
    blocks.add(block(NOW - 3));
    Disposition older = drawn(Samples.NOW);
    assertThat(older.getDraw().getBlockEpoch()).isEqualTo(NOW - 3);
    assertThat(stranger(NOW).check(older)).isInstanceOf(Result.Right.class);
  }

  /** Who knew the block when he chose the secret could have chosen the draw. */
  @Test
  void shouldUseNoBlockThatIsOlderThanTheCommitment() {
    blocks.add(block(NOW));
    announced = block(NOW).getBlock().getAt();
    assertThat(drawn(Samples.NOW).getDraw().getBlockEpoch()).isNull();
    announced = null;
    assertThat(drawn(Samples.NOW).getDraw().getBlockEpoch()).isNull();
  }

  private String wrong(BeaconVerifier verifier, Disposition disposition) {
    Result result = verifier.check(disposition);
    assertThat(result).isInstanceOf(Result.Wrong.class);
    return ((Result.Wrong) result).difference();
  }

  private static Disposition with(Disposition drawn, DrawEvidence.Builder draw) {
    return Disposition.newBuilder(drawn).setDraw(draw.build()).build();
  }

  @Test
  void shouldFindEveryOtherBeacon() {
    blocks.addAll(List.of(block(NOW - 1), block(NOW)));
    Disposition drawn = drawn(Samples.NOW);
    var stranger = stranger(NOW);
    Digest other = Samples.digest("other");

    assertThat(wrong(stranger, with(drawn, evidence(drawn).setBeacon(other))))
        .startsWith("beacon: ");
    assertThat(wrong(stranger, with(drawn, evidence(drawn).setCommitment(other))))
        .contains("was never announced");
    assertThat(wrong(stranger, with(drawn, evidence(drawn).setBeaconEpoch(NOW - 1))))
        .startsWith("epoch: ");
    // Among blocks that he knows one could choose, too.
    assertThat(
            wrong(
                stranger,
                with(
                    drawn,
                    evidence(drawn).setBlockEpoch(NOW - 1).setBlock(block(NOW - 1).getBlock()))))
        .contains("was known since");
    assertThat(wrong(stranger, with(drawn, evidence(drawn).setBlockEpoch(null).setBlock(null))))
        .contains("none was used");
    assertThat(wrong(stranger, with(drawn, evidence(drawn).setBlock(block(NOW + 5).getBlock()))))
        .contains("infera.beacons has");
  }

  /** The block for an epoch after a reorganisation. */
  private static EpochBeacon instead(long epoch) {
    ChainBlock gone = block(epoch).getBlock();
    var hash = Records.digest("instead of block " + epoch);
    return new EpochBeacon(
        epoch,
        EPOCH.toMillis(),
        new ChainBlock(gone.getChainId(), gone.getNumber(), hash, gone.getAt()));
  }

  /** What was drawn stays right, and what is drawn then is drawn from the chain as it is. */
  @Test
  void shouldGoByTheBlockThatCountedWhenItWasDrawn() {
    blocks.add(block(NOW));
    Disposition before = drawn(Samples.NOW);
    blocks.add(instead(NOW));
    Disposition after = drawn(Samples.NOW);
    assertThat(after.getDraw().getBlock()).isEqualTo(instead(NOW).getBlock());
    assertThat(after.getDraw().getBeacon()).isNotEqualTo(before.getDraw().getBeacon());

    BeaconVerifier soon = reorganised(Samples.NOW.plusSeconds(1));
    assertThat(soon.check(before)).isInstanceOf(Result.Right.class);
    assertThat(soon.check(after)).isInstanceOf(Result.Right.class);

    BeaconVerifier longAgo = reorganised(Samples.NOW.minusSeconds(11));
    assertThat(longAgo.check(after)).isInstanceOf(Result.Right.class);
    assertThat(wrong(longAgo, before)).startsWith("block: infera.beacons has ");
  }

  /** The chain has the block in its place: of the one before it can say nothing any more. */
  @Test
  void shouldHoldADrawAgainstTheChainUnlessItsBlockWasReplaced() {
    blocks.add(block(NOW));
    Disposition before = drawn(Samples.NOW);
    blocks.add(instead(NOW));
    Disposition after = drawn(Samples.NOW);
    BeaconVerifier verifier = reorganised(Samples.NOW.plusSeconds(1));
    Optional<String> other = Optional.of("block: another one is on the chain");

    Result result = verifier.check(before, () -> other);
    assertThat(result).isInstanceOf(Result.Unknown.class);
    assertThat(((Result.Unknown) result).why()).contains("a reorganisation has replaced");
    assertThat(verifier.check(after, () -> other)).isEqualTo(new Result.Wrong(other.get()));
    assertThat(verifier.check(after, Optional::empty)).isInstanceOf(Result.Right.class);
    Disposition lie = with(before, evidence(before).setBeacon(Samples.digest("other")));
    assertThat(verifier.check(lie, () -> other))
        .as("a replaced block excuses nothing else")
        .isInstanceOf(Result.Wrong.class);
  }

  /** Who has the secret must not go back to a block that suited him better. */
  @Test
  void shouldFindABlockThatNoRecordNames() {
    blocks.add(block(NOW));
    Disposition drawn = drawn(Samples.NOW);
    Disposition lie = with(drawn, evidence(drawn).setBlock(block(NOW + 5).getBlock()));
    BeaconVerifier verifier = reorganised(Samples.NOW.minusSeconds(11));
    assertThat(wrong(verifier, lie)).contains("infera.beacons has");
  }

  @Test
  void shouldTakeABlockBackThatTheChainTakesBack() {
    blocks.add(block(NOW));
    Disposition drawn = drawn(Samples.NOW);
    BeaconVerifier verifier = reorganised(Samples.NOW.minusSeconds(40));
    verifier.take(block(NOW), Samples.NOW.minusSeconds(20));
    assertThat(verifier.check(drawn)).isInstanceOf(Result.Right.class);
    assertThat(verifier.check(drawn, Optional::empty)).isInstanceOf(Result.Right.class);
  }

  /** A stranger who was told the first block in time, and another one then. */
  private BeaconVerifier reorganised(Instant at) {
    var verifier = new BeaconVerifier();
    verifier.take(told().build(), ANNOUNCED);
    verifier.take(told().setEpoch(NOW).setSecret(CHAIN.secret(NOW)).build(), start(NOW + 1));
    verifier.take(block(NOW), block(NOW).getBlock().getAt());
    verifier.take(instead(NOW), at);
    return verifier;
  }

  private static DrawEvidence.Builder evidence(Disposition drawn) {
    return DrawEvidence.newBuilder(drawn.getDraw());
  }

  @Test
  void shouldFindASecretThatWasNotCommittedTo() {
    blocks.add(block(NOW));
    Disposition drawn = drawn(Samples.NOW);
    var verifier = new BeaconVerifier();
    verifier.take(told().build(), ANNOUNCED);
    verifier.take(
        told().setEpoch(NOW).setSecret(Samples.digest("another secret")).build(), start(NOW + 1));
    verifier.take(block(NOW), block(NOW).getBlock().getAt());
    assertThat(wrong(verifier, drawn)).startsWith("secret: ");
  }

  @Test
  void shouldFindACommitmentThatCameAfterTheBlock() {
    blocks.add(block(NOW));
    Disposition drawn = drawn(Samples.NOW);
    var verifier = new BeaconVerifier();
    verifier.take(told().build(), Samples.NOW);
    verifier.take(told().setEpoch(NOW).setSecret(CHAIN.secret(NOW)).build(), start(NOW + 1));
    verifier.take(block(NOW), block(NOW).getBlock().getAt());
    assertThat(wrong(verifier, drawn)).contains("before the secret was committed to");
  }

  @Test
  void shouldLeaveDrawsAloneThatSayNothingOfIt() {
    Disposition drawn = drawn(Samples.NOW);
    assertThat(stranger(NOW).check(with(drawn, evidence(drawn).setCommitment(null))))
        .isInstanceOf(Result.Unknown.class);
  }
}
