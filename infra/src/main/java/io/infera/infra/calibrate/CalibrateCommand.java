package io.infera.infra.calibrate;

import io.infera.event.ModelPolicy;
import io.infera.infra.StateOption;
import io.infera.infra.calibrate.Calibration.Demands;
import io.infera.infra.local.ModelPolicies;
import io.infera.infra.local.Repository;
import io.infera.infra.policy.PolicyDesk;
import io.infera.infra.process.Progress;
import io.infera.node.model.MiniLm;
import io.infera.node.model.Precision;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what honest replicas have in common and impostors have not, and proposes thresholds. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs honest replicas of a model over what may vary honestly (engine, batch, padding,"
          + " threads, precision) and",
      "impostors (the int8 sibling, cut-off input, another model, old answers) on the same texts;"
          + " shows how similar",
      "they are; and proposes accept and reject for a stated rate of false positives. Needs no"
          + " network.",
      "Exit code 0 if honest replicas and impostors can be told apart at the rates asked for."
    },
    footer = {
      "",
      "Examples:",
      "  infera calibrate --model all-minilm-l6-v2",
      "  infera calibrate --texts 5000 --false-positives 0.001 --confidence 0.99",
      "  infera calibrate --with h100.vectors --apply --shadow"
    })
public final class CalibrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      defaultValue = MiniLm.MODEL_ID,
      paramLabel = "M",
      description = "Which model (default ${DEFAULT-VALUE}, the one that ships).")
  private String model;

  @Option(
      names = "--texts",
      defaultValue = "1000",
      paramLabel = "N",
      description = "How many texts (default ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "X",
      description = "Which texts (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--false-positives",
      defaultValue = "0.003",
      paramLabel = "RATE",
      description =
          "Share of texts at which honest replicas may not be found to agree (default"
              + " ${DEFAULT-VALUE}).")
  private double falsePositives;

  @Option(
      names = "--misses",
      defaultValue = "0.01",
      paramLabel = "RATE",
      description =
          "Share of an impostor's answers that may not be found to disagree (default"
              + " ${DEFAULT-VALUE}).")
  private double misses;

  @Option(
      names = "--confidence",
      defaultValue = "0.95",
      paramLabel = "C",
      description = "With which both hold (default ${DEFAULT-VALUE}).")
  private double confidence;

  @Option(
      names = "--precisions",
      split = ",",
      defaultValue = "FLOAT32,FLOAT16,BFLOAT16",
      paramLabel = "P",
      description =
          "Precisions that nodes may compute in; one that is left out is an impostor's (default"
              + " ${DEFAULT-VALUE}).")
  private Set<Precision> precisions;

  @Option(
      names = "--except",
      split = ",",
      paramLabel = "NAME",
      description = "Impostors that need not be kept out.")
  private Set<String> except = new TreeSet<>();

  @Option(
      names = "--with",
      paramLabel = "FILE",
      description =
          "Answers of an honest replica that ran elsewhere, on the same texts; may be repeated.")
  private List<Path> elsewhere = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where report.json, distributions.png and the replicas' answers go (default"
              + " infra/target/calibration/MODEL).")
  private Path out;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Make this file with the model's policy its next version, with the evidence.")
  private Path policy;

  @Option(
      names = "--apply",
      description =
          "Publish it as the next version of the model's policy in the network that runs.")
  private boolean apply;

  @Option(names = "--shadow", description = "With --apply: in shadow, without effect.")
  private boolean shadow;

  @Mixin private StateOption state;

  @Override
  public Integer call() {
    Demands demands = demands();
    Repository repository = Repository.find();
    Path directory =
        out == null ? repository.root().resolve("infra/target/calibration").resolve(model) : out;
    TextSet texts = TextSet.of(count, seed);
    Progress progress = Progress.console();
    progress.step("Running " + Variant.all().size() + " replicas over " + count + " texts");
    var replicas =
        new Replicas(repository, directory.toAbsolutePath().resolve("answers"), texts, progress);
    List<Replica> ran = new ArrayList<>(replicas.run(Variant.all()));
    elsewhere.forEach(file -> ran.add(replicas.from(file)));
    CalibrationReport report =
        new Calibration(model, texts, demands, ran.stream().map(this::asPermitted).toList())
            .report();
    tell(report, directory);
    if (!report.proposal().separates()) {
      return 1;
    }
    if (policy != null) {
      ModelPolicies.write(policy, Evidence.inForce(ModelPolicies.read(policy), report));
      spec.commandLine().getOut().println("next version of the policy in " + policy);
    }
    if (apply) {
      publish(report);
    }
    return 0;
  }

  /** One that computes as nobody may is an impostor, whatever it looks like. */
  private Replica asPermitted(Replica replica) {
    Variant variant = replica.variant();
    return precisions.contains(variant.precision())
        ? replica
        : new Replica(variant.asImpostor(), replica.vectors());
  }

  private Demands demands() {
    if (!model.equals(MiniLm.MODEL_ID)) {
      throw refused(
          "--model should be %s, the only model that nodes here can run, found %s"
              .formatted(MiniLm.MODEL_ID, model));
    }
    if (!precisions.contains(Precision.FLOAT32)) {
      throw refused("--precisions should contain FLOAT32, the reference, found " + precisions);
    }
    if (shadow && !apply) {
      throw refused("--shadow says how --apply does it, but there is no --apply");
    }
    Set<String> impostors = new TreeSet<>(Set.of(Variant.STALE));
    Variant.all().stream()
        .filter(variant -> !variant.isHonest() || !precisions.contains(variant.precision()))
        .forEach(variant -> impostors.add(variant.name()));
    if (!impostors.containsAll(except)) {
      throw refused("--except should be some of " + impostors + ", found " + except);
    }
    try {
      var demands = new Demands(falsePositives, misses, confidence, except);
      int fewest = Math.max(demands.honestLimit().fewest(), demands.impostorLimit().fewest());
      if (count < fewest) {
        throw refused(
            "--texts should be at least %d for rates of %s and %s with a confidence of %s, found %d"
                .formatted(fewest, falsePositives, misses, confidence, count));
      }
      return demands;
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private void tell(CalibrationReport report, Path directory) {
    PrintWriter to = spec.commandLine().getOut();
    CalibrationTable.print(report, to);
    Path json = directory.resolve("report.json");
    report.write(json);
    to.printf("%nreport in %s%n", json);
    try {
      Path image = directory.resolve("distributions.png");
      CalibrationPlot.of(report).writePng(image);
      to.println("plot in " + image);
    } catch (IllegalStateException e) {
      to.println("no plot: " + e.getMessage());
    }
    to.flush();
  }

  private void publish(CalibrationReport report) {
    PolicyDesk desk = PolicyDesk.of(state.state());
    ModelPolicy now = desk.inForce(model);
    ModelPolicy next = shadow ? Evidence.inShadow(now, report) : Evidence.inForce(now, report);
    desk.publish(next);
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        "published version %d of the policy of %s%s%n",
        next.getVersion(),
        model,
        shadow ? ", which judges as before, with these thresholds in shadow" : "");
    to.flush();
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
