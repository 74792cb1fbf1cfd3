package io.infera.settlement.economy;

import io.infera.runtime.EconomicFigures;
import io.infera.runtime.InferAmount;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.EvmAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a network's contracts are created with. Shares in parts per million.
 *
 * @param roles who may do what
 * @param staking parameters of stakes and slashes
 * @param activationDelay from posting an epoch to its activation
 * @param emissionCap emission of one epoch at most
 * @param escrow parameters of deposits and fees
 * @param governance how parameters change
 */
public record EconomySettings(
    Roles roles,
    Staking staking,
    Duration activationDelay,
    InferAmount emissionCap,
    Escrow escrow,
    Governance governance) {
  private static final int PPM = 1_000_000;
  private static final EconomicFigures FIGURES = EconomicFigures.defaults();

  /**
   * Who may do what. Roles that nobody has can be given by governance.
   *
   * @param treasury receives the INFER that exist from the start
   * @param anchorers may anchor batches while the threshold is 0
   * @param attesters may attest batches
   * @param threshold how many must; 0 for none
   * @param arbiter can spare who appealed
   * @param guardian can stop what moves value, and veto epochs
   * @param poster posts epochs
   */
  public record Roles(
      EvmAddress treasury,
      List<EvmAddress> anchorers,
      List<EvmAddress> attesters,
      int threshold,
      Optional<EvmAddress> arbiter,
      Optional<EvmAddress> guardian,
      Optional<EvmAddress> poster) {
    public Roles {
      anchorers = List.copyOf(anchorers);
      attesters = List.copyOf(attesters);
      if (threshold > attesters.size()) {
        throw new SettingsException(
            "attesters.threshold should be at most the number of attesters, %d, found %d"
                .formatted(attesters.size(), threshold));
      }
      if (threshold == 0 && anchorers.isEmpty()) {
        throw new SettingsException(
            "nobody could anchor: name anchorers, or attesters and attesters.threshold");
      }
      if (guardian.isPresent() && guardian.equals(poster)) {
        throw new SettingsException(
            "guardian and poster should be different: who posts epochs must not veto them");
      }
    }
  }

  /** See {@code NodeStaking.sol}, Parameters. */
  public record Staking(
      InferAmount minimum,
      InferAmount ejectionBelow,
      InferAmount appealBond,
      Duration unbonding,
      Duration challengeWindow,
      Duration appealWindow,
      Duration rungPeriod,
      int rungTokens,
      int requesterPpm,
      int honestPpm,
      List<Integer> ladder) {
    public Staking {
      ladder = List.copyOf(ladder);
      if (unbonding.compareTo(challengeWindow.plus(appealWindow)) < 0) {
        throw new SettingsException(
            "staking.unbonding should be at least staking.challenge.window and staking.appeal.window together, or a stake leaves before a case ends");
      }
    }

    /** As the contract takes it. */
    List<Object> struct() {
      return List.of(
          minimum.units(),
          ejectionBelow.units(),
          appealBond.units(),
          unbonding.toSeconds(),
          challengeWindow.toSeconds(),
          appealWindow.toSeconds(),
          rungPeriod.toSeconds(),
          rungTokens,
          requesterPpm,
          honestPpm,
          ladder);
    }
  }

  /** See {@code RequestEscrow.sol}, Parameters. */
  public record Escrow(
      Duration withdrawalDelay, int authorPpm, int networkPpm, EvmAddress treasury) {
    /** As the contract takes it. */
    List<Object> struct() {
      return List.of(withdrawalDelay.toSeconds(), authorPpm, networkPpm, treasury);
    }
  }

  /**
   * How parameters change.
   *
   * @param votingDelay from a proposal to the vote
   * @param votingPeriod how long the vote lasts
   * @param proposalThreshold votes that a proposal takes
   * @param quorumPercent of all INFER that must take part
   * @param timelock from the vote to its execution
   */
  public record Governance(
      Duration votingDelay,
      Duration votingPeriod,
      InferAmount proposalThreshold,
      int quorumPercent,
      Duration timelock) {}

  /** Takes what concerns the contracts from a configuration. */
  static EconomySettings of(Settings settings) {
    settings.text("treasury");
    EvmAddress treasury = address(settings, "treasury").orElseThrow();
    return new EconomySettings(
        new Roles(
            treasury,
            addresses(settings, "anchorers"),
            addresses(settings, "attesters"),
            settings.integer("attesters.threshold", 0, 0, 1_000),
            address(settings, "arbiter"),
            address(settings, "guardian"),
            address(settings, "poster")),
        staking(settings),
        seconds(settings, "rewards.activation.delay", Duration.ofDays(1)),
        amount(settings, "rewards.emission.cap", InferAmount.of(200_000)),
        new Escrow(
            seconds(settings, "escrow.withdrawal.delay", Duration.ofDays(7)),
            settings.integer("escrow.author.ppm", 50_000, 0, PPM),
            settings.integer("escrow.network.ppm", 100_000, 0, PPM),
            address(settings, "escrow.treasury").orElse(treasury)),
        new Governance(
            seconds(settings, "governance.voting.delay", Duration.ofDays(1)),
            seconds(settings, "governance.voting.period", Duration.ofDays(5)),
            amount(settings, "governance.proposal.threshold", InferAmount.of(1_000_000)),
            settings.integer("governance.quorum.percent", 4, 0, 100),
            seconds(settings, "governance.timelock", Duration.ofDays(9))));
  }

  private static Staking staking(Settings settings) {
    return new Staking(
        amount(settings, "staking.minimum", InferAmount.ofMicro(FIGURES.stakeMicroInfer())),
        amount(settings, "staking.ejection.below", InferAmount.of(600)),
        amount(settings, "staking.appeal.bond", InferAmount.of(50)),
        seconds(settings, "staking.unbonding", Duration.ofDays(21)),
        seconds(settings, "staking.challenge.window", Duration.ofDays(3)),
        seconds(settings, "staking.appeal.window", Duration.ofDays(7)),
        seconds(settings, "staking.rung.period", Duration.ofDays(7)),
        settings.integer("staking.rung.tokens", 1_000_000, 0, Integer.MAX_VALUE),
        settings.integer("staking.requester.ppm", 300_000, 0, PPM),
        settings.integer("staking.honest.ppm", 200_000, 0, PPM),
        ladder(settings));
  }

  private static List<Integer> ladder(Settings settings) {
    List<String> rungs = settings.list("staking.ladder.ppm");
    try {
      return rungs.isEmpty()
          ? FIGURES.slashLadderPpm()
          : rungs.stream().map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new SettingsException(
          "staking.ladder.ppm should be shares in parts per million, separated by commas, found "
              + rungs);
    }
  }

  private static InferAmount amount(Settings settings, String key, InferAmount byDefault) {
    return settings.value(key, byDefault, InferAmount.FORM, InferAmount::parse);
  }

  private static Duration seconds(Settings settings, String key, Duration byDefault) {
    Duration found = settings.duration(key, byDefault);
    if (found.toMillis() % 1_000 != 0) {
      throw new SettingsException(key + " should be whole seconds, as the chain counts time");
    }
    return found;
  }

  private static Optional<EvmAddress> address(Settings settings, String key) {
    return settings.value(
        key,
        Optional.empty(),
        "an EVM address, 0x and 40 digits",
        text -> Optional.of(new EvmAddress(text)));
  }

  private static List<EvmAddress> addresses(Settings settings, String key) {
    try {
      return settings.list(key).stream().map(EvmAddress::new).toList();
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          key + " should be EVM addresses, separated by commas: " + e.getMessage());
    }
  }
}
