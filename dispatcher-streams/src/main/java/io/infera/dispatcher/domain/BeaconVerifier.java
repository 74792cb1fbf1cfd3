package io.infera.dispatcher.domain;

import io.infera.event.BeaconSecret;
import io.infera.event.ChainBlock;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.DrawEvidence;
import io.infera.event.EpochBeacon;
import io.infera.schemas.canonical.Hex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the beacon of a draw is the one that it had to be: of the epoch of its time, from a
 * secret that was committed to before, and from the youngest block that the network knew.
 */
public final class BeaconVerifier {
  /** A block that was told so shortly before a draw need not have been known to whoever drew. */
  private static final Duration SPREADS = Duration.ofSeconds(10);

  private final Map<Digest, Told> secrets = new HashMap<>();
  private final TreeMap<Long, ToldBlock> blocks = new TreeMap<>();

  private static final class Told {
    private Instant announced;
    private BeaconSecret announcement;
    private final TreeMap<Long, Digest> secrets = new TreeMap<>();
  }

  private record ToldBlock(EpochBeacon beacon, Instant at) {}

  /** What came of it. */
  public sealed interface Result {
    /** It is right. */
    record Right(String how) implements Result {}

    /** It cannot be told yet, or not any more. */
    record Unknown(String why) implements Result {}

    /** It is not what it had to be. */
    record Wrong(String difference) implements Result {}
  }

  /**
   * Takes a record of infera.secrets, in the order of the log.
   *
   * @param appended by the broker's clock
   */
  public void take(BeaconSecret secret, Instant appended) {
    Told told = secrets.computeIfAbsent(secret.getCommitment(), any -> new Told());
    if (secret.getEpoch() == null && told.announced == null) {
      told.announced = appended;
      told.announcement = secret;
    } else if (secret.getEpoch() != null && secret.getSecret() != null) {
      told.secrets.putIfAbsent(secret.getEpoch(), secret.getSecret());
    }
  }

  /**
   * Takes a record of infera.beacons, in the order of the log. The first of an epoch counts.
   *
   * @param appended by the broker's clock
   */
  public void take(EpochBeacon beacon, Instant appended) {
    blocks.putIfAbsent(beacon.getEpoch(), new ToldBlock(beacon, appended));
  }

  /** How long the epochs are that an epoch's block belongs to, in milliseconds. */
  public Optional<Long> epochMillis(long blockEpoch) {
    return Optional.ofNullable(blocks.get(blockEpoch)).map(block -> block.beacon().getEpochMs());
  }

  /** Holds a draw's beacon against what was told. */
  public Result check(Disposition disposition) {
    DrawEvidence draw = disposition.getDraw();
    if (draw.getCommitment() == null) {
      return new Result.Unknown("the draw does not say what its secret was committed to by");
    }
    Told told = secrets.get(draw.getCommitment());
    if (told == null || told.announced == null) {
      return new Result.Wrong(
          "the secret's commitment %s was never announced".formatted(Hex.of(draw.getCommitment())));
    }
    return differenceOfEpoch(disposition, told)
        .or(() -> differenceOfBlock(disposition, told))
        .<Result>map(Result.Wrong::new)
        .orElseGet(() -> checkValue(draw, told));
  }

  private static Optional<String> differenceOfEpoch(Disposition disposition, Told told) {
    DrawEvidence draw = disposition.getDraw();
    BeaconSecret covers = told.announcement;
    long epoch = Math.floorDiv(disposition.getAt().toEpochMilli(), covers.getEpochMs());
    if (draw.getBeaconEpoch() != epoch) {
      return Optional.of(
          "epoch: it was drawn at %s, in epoch %d, with the beacon of %d"
              .formatted(disposition.getAt(), epoch, draw.getBeaconEpoch()));
    }
    return epoch < covers.getFirstEpoch() || epoch > covers.getLastEpoch()
        ? Optional.of(
            "epoch: the commitment covers %d to %d, not %d"
                .formatted(covers.getFirstEpoch(), covers.getLastEpoch(), epoch))
        : Optional.empty();
  }

  private Optional<String> differenceOfBlock(Disposition disposition, Told told) {
    DrawEvidence draw = disposition.getDraw();
    Instant longBefore = disposition.getAt().minus(SPREADS);
    List<ToldBlock> younger = new ArrayList<>();
    long from = draw.getBlockEpoch() == null ? Long.MIN_VALUE : draw.getBlockEpoch() + 1;
    if (from <= draw.getBeaconEpoch()) {
      blocks.subMap(from, true, draw.getBeaconEpoch(), true).values().stream()
          .filter(block -> block.at().isBefore(longBefore))
          .filter(block -> block.beacon().getBlock().getAt().isAfter(told.announced))
          .forEach(younger::add);
    }
    if (!younger.isEmpty()) {
      ToldBlock best = younger.get(younger.size() - 1);
      return Optional.of(
          "block: that of epoch %d was known since %s, but %s was used"
              .formatted(
                  best.beacon().getEpoch(),
                  best.at(),
                  draw.getBlockEpoch() == null ? "none" : "that of epoch " + draw.getBlockEpoch()));
    }
    return draw.getBlockEpoch() == null ? Optional.empty() : differenceOfNamedBlock(draw, told);
  }

  private Optional<String> differenceOfNamedBlock(DrawEvidence draw, Told told) {
    ChainBlock named = draw.getBlock();
    ToldBlock block = blocks.get(draw.getBlockEpoch());
    if (named == null || block == null || !block.beacon().getBlock().equals(named)) {
      return Optional.of(
          "block: infera.beacons has %s for epoch %d, the draw names %s"
              .formatted(
                  block == null ? "none" : block.beacon().getBlock(), draw.getBlockEpoch(), named));
    }
    if (draw.getBlockEpoch() > draw.getBeaconEpoch()) {
      return Optional.of("block: it belongs to a later epoch, " + draw.getBlockEpoch());
    }
    return named.getAt().isAfter(told.announced)
        ? Optional.empty()
        : Optional.of(
            "block: it was made at %s, before the secret was committed to at %s"
                .formatted(named.getAt(), told.announced));
  }

  private static Result checkValue(DrawEvidence draw, Told told) {
    Map.Entry<Long, Digest> later = told.secrets.ceilingEntry(draw.getBeaconEpoch());
    if (later == null) {
      return new Result.Unknown(
          "the secret of epoch %d is told when the epoch is over".formatted(draw.getBeaconEpoch()));
    }
    Digest secret = SecretChain.earlier(later.getValue(), later.getKey() - draw.getBeaconEpoch());
    long before = draw.getBeaconEpoch() - told.announcement.getFirstEpoch() + 1;
    if (!SecretChain.earlier(secret, before).equals(draw.getCommitment())) {
      return new Result.Wrong(
          "secret: that of epoch %d does not lead to the commitment %s"
              .formatted(later.getKey(), Hex.of(draw.getCommitment())));
    }
    Optional<Digest> hash = Optional.ofNullable(draw.getBlock()).map(ChainBlock::getHash);
    Digest again = MixedBeacon.value(secret, hash);
    if (!again.equals(draw.getBeacon())) {
      return new Result.Wrong(
          "beacon: the draw says %s, from its parts it is %s"
              .formatted(Hex.of(draw.getBeacon()), Hex.of(again)));
    }
    return new Result.Right(
        draw.getBlock() == null
            ? "from the secret alone, since no block was known"
            : "from the secret and block %d of epoch %d"
                .formatted(draw.getBlock().getNumber(), draw.getBlockEpoch()));
  }
}
