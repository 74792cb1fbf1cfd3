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
import java.util.function.Supplier;

/**
 * Whether the beacon of a draw is the one that it had to be: of the epoch of its time, from a
 * secret that was committed to before, and from the youngest block that the network knew.
 */
public final class BeaconVerifier {
  /** A block that was told so shortly before a draw need not have been known to whoever drew. */
  private static final Duration SPREADS = Duration.ofSeconds(10);

  private final Map<Digest, Told> secrets = new HashMap<>();
  private final TreeMap<Long, List<ToldBlock>> blocks = new TreeMap<>();

  private static final class Told {
    private Instant announced;
    private BeaconSecret announcement;
    private final TreeMap<Long, Digest> secrets = new TreeMap<>();
  }

  private record ToldBlock(EpochBeacon beacon, Instant at) {
    boolean is(ChainBlock block) {
      return beacon.getBlock().equals(block);
    }
  }

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
   * Takes a record of infera.beacons, in the order of the log. Each counts for its epoch until the
   * next one for it.
   *
   * @param appended by the broker's clock
   */
  public void take(EpochBeacon beacon, Instant appended) {
    List<ToldBlock> told = blocks.computeIfAbsent(beacon.getEpoch(), any -> new ArrayList<>());
    if (told.isEmpty() || !last(told).is(beacon.getBlock())) {
      told.add(new ToldBlock(beacon, appended));
    }
  }

  /** How long the epochs are that an epoch's block belongs to, in milliseconds. */
  public Optional<Long> epochMillis(long blockEpoch) {
    return Optional.ofNullable(blocks.get(blockEpoch))
        .map(told -> last(told).beacon().getEpochMs());
  }

  private static ToldBlock last(List<ToldBlock> told) {
    return told.get(told.size() - 1);
  }

  /** The block that has taken the place of a draw's, when the log tells of one. */
  private Optional<ChainBlock> replacement(DrawEvidence draw) {
    return Optional.ofNullable(draw.getBlockEpoch())
        .map(blocks::get)
        .filter(told -> told.stream().anyMatch(one -> one.is(draw.getBlock())))
        .map(told -> last(told).beacon().getBlock())
        .filter(block -> !block.equals(draw.getBlock()));
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

  /**
   * The same for a draw from a block, which is held against the chain, too. When the log tells of
   * another block in its place, the chain as it is now says nothing about it.
   *
   * @param onChain the difference of the draw's block from the chain; empty for none
   */
  public Result check(Disposition disposition, Supplier<Optional<String>> onChain) {
    Result result = check(disposition);
    Optional<ChainBlock> replacement = replacement(disposition.getDraw());
    if (replacement.isEmpty()) {
      return onChain.get().<Result>map(Result.Wrong::new).orElse(result);
    }
    return result instanceof Result.Right right
        ? new Result.Unknown(
            "it is made %s, and a reorganisation has replaced that by block %d of hash %s since"
                .formatted(
                    right.how(),
                    replacement.get().getNumber(),
                    Hex.of(replacement.get().getHash())))
        : result;
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
          .flatMap(its -> lastBefore(longBefore, its).stream())
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
    return draw.getBlockEpoch() == null
        ? Optional.empty()
        : differenceOfNamedBlock(draw, told, longBefore);
  }

  private static Optional<ToldBlock> lastBefore(Instant time, List<ToldBlock> told) {
    return told.stream()
        .filter(block -> block.at().isBefore(time))
        .reduce((before, after) -> after);
  }

  private Optional<String> differenceOfNamedBlock(
      DrawEvidence draw, Told told, Instant longBefore) {
    ChainBlock named = draw.getBlock();
    List<ToldBlock> its = blocks.getOrDefault(draw.getBlockEpoch(), List.of());
    // Those that counted from shortly before the draw on.
    int first = lastBefore(longBefore, its).map(its::indexOf).orElse(0);
    if (its.subList(first, its.size()).stream().noneMatch(block -> block.is(named))) {
      return Optional.of(
          "block: infera.beacons has %s for epoch %d, the draw names %s"
              .formatted(
                  its.isEmpty() ? "none" : its.get(first).beacon().getBlock(),
                  draw.getBlockEpoch(),
                  named));
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
