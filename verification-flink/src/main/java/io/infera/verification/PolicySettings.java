package io.infera.verification;

import io.infera.runtime.Settings;
import io.infera.verification.domain.judge.JudgeRules;
import io.infera.verification.domain.reputation.EjectionTest;
import io.infera.verification.domain.reputation.EvidenceWeights;
import io.infera.verification.domain.reputation.ReputationPolicy;
import io.infera.verification.domain.reputation.StandingBounds;
import io.infera.verification.domain.reputation.WithholdingTest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The keys behind what is judged and how. All replays of a log must be given the same; the defaults
 * are the domain's.
 */
public final class PolicySettings {
  private static final Duration EPOCH = Duration.ofSeconds(60);
  private static final List<String> PREFIXES =
      List.of("epoch.", "judge.", "roster.", "backstop.", "reputation.", "staking.");
  private static final int MILLION = 1_000_000;
  private static final int BILLION = 1_000_000_000;

  private PolicySettings() {}

  /** What was given under this class's prefixes, with the prefixes. */
  static Map<String, String> given(Settings settings) {
    var given = new TreeMap<String, String>();
    for (String prefix : PREFIXES) {
      settings.withPrefix(prefix).forEach((key, value) -> given.put(prefix + key, value));
    }
    return given;
  }

  /**
   * @throws io.infera.runtime.SettingsException when a key under one of the prefixes is unknown
   */
  static void check(Map<String, String> given, String networkId) {
    Settings settings = Settings.of(given);
    judge(settings, networkId);
    reputation(settings, networkId);
    settings.rejectUnknown();
  }

  /** The judge's rules, from {@code epoch.length} and {@code judge.*}. */
  public static JudgeRules judge(Settings settings, String networkId) {
    JudgeRules defaults = JudgeRules.withDefaults(networkId, epoch(settings));
    return new JudgeRules(
        networkId,
        defaults.epoch(),
        settings.duration("judge.useful.time", defaults.usefulTime()),
        settings.duration("judge.audit.patience", defaults.auditPatience()),
        settings.duration("judge.orphan.patience", defaults.orphanPatience()),
        settings.duration("judge.remember", defaults.remember()),
        settings.integer("judge.max.buffered", defaults.maxBuffered(), 1, 1_024));
  }

  static ReputationPolicy reputation(Settings settings, String networkId) {
    var backstop = new TreeSet<String>();
    settings.list("backstop.nodes").forEach(node -> backstop.add(node.toLowerCase(Locale.ROOT)));
    ReputationPolicy defaults =
        ReputationPolicy.withDefaults(networkId, epoch(settings), Set.copyOf(backstop));
    return new ReputationPolicy(
        networkId,
        defaults.epoch(),
        settings.duration("roster.silence", defaults.silence()),
        settings.duration("roster.heartbeat", defaults.heartbeat()),
        defaults.backstopNodes(),
        settings.integer("reputation.retain.ppm", defaults.retainPpm(), 0, MILLION),
        settings.integer("reputation.credit.retain.ppm", defaults.creditRetainPpm(), 0, MILLION),
        weights(settings, defaults.weights()),
        bounds(settings, defaults.bounds()),
        ejection(settings, defaults.ejection()),
        withholding(settings, defaults.withholding()),
        settings.flag("staking.required", defaults.stakeRequired()));
  }

  private static WithholdingTest withholding(Settings settings, WithholdingTest defaults) {
    String prefix = "reputation.withholding.";
    return new WithholdingTest(
        settings.integer(prefix + "least.jobs", defaults.leastJobs(), 1, BILLION),
        settings.integer(prefix + "bad.share.ppm", defaults.badSharePpm(), 0, MILLION),
        settings.decimal(prefix + "honest.bad", defaults.honestBad(), 0, 1),
        settings.decimal(prefix + "withholder.bad", defaults.withholderBad(), 0, 1),
        settings.decimal(prefix + "false.suspension", defaults.falseSuspension(), 0, 1),
        settings.integer(prefix + "epochs", defaults.epochs(), 1, BILLION));
  }

  private static Duration epoch(Settings settings) {
    return settings.duration("epoch.length", EPOCH);
  }

  private static EvidenceWeights weights(Settings settings, EvidenceWeights defaults) {
    return new EvidenceWeights(
        settings.integer("reputation.weight.agreed", defaults.agreed(), 0, BILLION),
        settings.integer("reputation.weight.audited", defaults.audited(), 0, BILLION),
        settings.integer("reputation.weight.faulty", defaults.faulty(), 0, BILLION),
        settings.integer("reputation.weight.dissented", defaults.dissented(), 0, BILLION),
        settings.integer("reputation.weight.inadmissible", defaults.inadmissible(), 0, BILLION));
  }

  private static StandingBounds bounds(Settings settings, StandingBounds defaults) {
    return new StandingBounds(
        settings.integer("reputation.credibility.ppm", defaults.credibilityPpm(), 1, MILLION / 2),
        settings.integer("reputation.active.jobs", defaults.activeJobs(), 0, BILLION),
        settings.integer(
            "reputation.active.accuracy.ppm", defaults.activeAccuracyPpm(), 0, MILLION),
        settings.integer(
            "reputation.probation.in.flight", defaults.probationInFlight(), 0, BILLION),
        settings.integer("reputation.suspension.epochs", defaults.suspensionEpochs(), 1, BILLION),
        settings.integer("reputation.weight.scale", defaults.weightScale(), 1, BILLION),
        settings.integer(
            "reputation.capacity.tokens.per.second",
            defaults.capacityTokensPerSecond(),
            1,
            BILLION),
        settings.integer("reputation.weight.step.ppm", defaults.weightStepPpm(), 0, MILLION));
  }

  private static EjectionTest ejection(Settings settings, EjectionTest defaults) {
    return new EjectionTest(
        settings.decimal("reputation.ejection.honest.fault", defaults.honestFault(), 0, 1),
        settings.decimal(
            "reputation.ejection.honest.conspiracy", defaults.honestConspiracy(), 0, 1),
        settings.decimal("reputation.ejection.cheat.fault", defaults.cheatFault(), 0, 1),
        settings.decimal("reputation.ejection.cheat.conspiracy", defaults.cheatConspiracy(), 0, 1),
        settings.decimal("reputation.ejection.false.ejection", defaults.falseEjection(), 0, 1),
        settings.decimal("reputation.ejection.miss", defaults.miss(), 0, 1),
        settings.decimal("reputation.ejection.false.suspension", defaults.falseSuspension(), 0, 1));
  }
}
