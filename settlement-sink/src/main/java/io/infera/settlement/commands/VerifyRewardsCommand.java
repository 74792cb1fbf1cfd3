package io.infera.settlement.commands;

import io.infera.runtime.InferAmount;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.rewards.EpochFile;
import io.infera.settlement.rewards.EpochMismatchException;
import io.infera.settlement.rewards.RewardAudit;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a reward epoch again from archive and chain alone, and says where it differs first. */
@Command(
    name = "verify-rewards",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a reward epoch again from archive and chain alone: which settlements it counts, who has earned and used",
      "what, and the root. Says what differs first."
    },
    footer = {
      "",
      "Exit code: 0 it is as posted, 1 it is not, 2 it could not be checked.",
      "",
      "Examples:",
      "  verify-rewards --epoch 3",
      "  verify-rewards --epoch 3 --leaves 00000003.jsonl"
    })
public final class VerifyRewardsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ChainOptions chain;
  @Mixin private ArchiveOption archive;

  @Option(
      names = "--epoch",
      paramLabel = "E",
      description = "Which epoch, from 1 (default: the last active one).")
  private Long epoch;

  @Option(
      names = "--leaves",
      paramLabel = "FILE",
      description = "An epoch's file, as keepers write it, to be compared leaf by leaf.")
  private Path leaves;

  @Override
  public Integer call() {
    return ChainCommands.run(
        spec,
        () -> {
          try (ChainDesk desk = ChainDesk.open(chain)) {
            var audit = new RewardAudit(desk.chain(), desk.economy(), archive.directory());
            return check(audit, epoch == null ? audit.lastActive() : epoch);
          }
        });
  }

  private int check(RewardAudit audit, long number) {
    try {
      EpochStatement statement = audit.verify(number);
      Optional<String> difference =
          leaves == null ? Optional.empty() : EpochFile.difference(leaves, statement);
      if (difference.isPresent()) {
        return refuted(number, leaves + ": " + difference.get());
      }
      ChainCommands.print(
          spec,
          chain.json() ? facts(statement).json() : facts(statement).text() + table(statement));
      return 0;
    } catch (EpochMismatchException e) {
      return refuted(number, e.getMessage());
    }
  }

  private int refuted(long number, String reason) {
    Facts facts =
        new Facts("REFUTED  epoch " + number + System.lineSeparator() + "  " + reason)
            .with("proven", false)
            .with("epoch", number)
            .with("reason", reason);
    ChainCommands.print(spec, chain.json() ? facts.json() : facts.sentence());
    return ChainCommands.REFUSED;
  }

  private static Facts facts(EpochStatement epoch) {
    return new Facts(
            "PROVEN   epoch " + epoch.number() + ": archive and chain give what was posted")
        .with("epoch", epoch.number())
        .with("root", epoch.root().map(Bytes32::toString).orElse("none"))
        .with("heads", epoch.heads())
        .with("fees", new InferAmount(epoch.fees()))
        .with("emission", new InferAmount(epoch.emission()))
        .with("earners", epoch.earnings().size())
        .with("usages", epoch.usages().size());
  }

  /** What each has earned from the beginning on, and what it did in this epoch. */
  private static String table(EpochStatement epoch) {
    var text = new StringBuilder(System.lineSeparator());
    String form = "%n  %-42s  %10s  %6s  %6s  %24s  %24s";
    text.append(
        form.formatted(
            "earner", "tokens", "avail.", "acc.", "fees until now", "emission until now"));
    epoch
        .earnings()
        .forEach(
            earning -> {
              var done = Optional.ofNullable(epoch.participations().get(earning.earner()));
              text.append(
                  form.formatted(
                      earning.earner(),
                      done.map(it -> Long.toString(it.tokens())).orElse("-"),
                      done.map(it -> share(it.availabilityPpm())).orElse("-"),
                      done.map(it -> share(it.accuracyPpm())).orElse("-"),
                      new InferAmount(earning.fees()),
                      new InferAmount(earning.emission())));
            });
    return text.toString();
  }

  private static String share(long ppm) {
    return String.format(Locale.ROOT, "%.4f", ppm / 1e6);
  }
}
