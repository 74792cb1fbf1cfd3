package io.infera.infra.attack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.infera.event.ModelPolicy;
import io.infera.infra.local.ModelPolicies;
import io.infera.infra.local.Repository;
import io.infera.infra.local.StateDirectory;
import io.infera.infra.rogue.Rogues;
import io.infera.node.model.MiniLm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The attack laboratory: cheats against the judge, the draw and the reputation of production. */
@Command(
    name = "attack",
    mixinStandardHelpOptions = true,
    description = {
      "Plays attacks against the production judge, draw and reputation, in virtual time and in this"
          + " process alone, and",
      "reports what came of them, and which targets are not met. Similarities are drawn from a"
          + " calibration. The same",
      "options give the same report. Needs no network and touches none."
    },
    footer = {
      "",
      "Examples:",
      "  infera attack --requests 20000",
      "  infera attack --scenario quantized --fraction 0.3 --json report.json",
      "  infera attack --scenario ring-unanimous --audit 100000",
      "  infera attack --curve --requests 20000 --plot infra/docs/attack",
      "  infera attack --real --scenario quantized,sleeper --fraction 0.25",
      "  infera attack --stories infra/docs/standing.svg"
    })
public final class AttackCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final String MODEL = MiniLm.MODEL_ID;
  private static final int MILLION = 1_000_000;
  private static final int REAL_NODES = 8;
  private static final int REAL_REQUESTS = 300;
  private static final List<Double> FRACTIONS =
      List.of(0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.49);

  @Spec private CommandSpec spec;

  @Option(
      names = "--scenario",
      defaultValue = ALL,
      paramLabel = "S",
      completionCandidates = Names.class,
      description =
          "Some of ${COMPLETION-CANDIDATES}, with commas between, or all (default"
              + " ${DEFAULT-VALUE}).")
  private String scenario;

  @Option(
      names = "--fraction",
      defaultValue = "0.2",
      paramLabel = "F",
      description = "Share of the nodes that attacks, 0 to 1 (default ${DEFAULT-VALUE}).")
  private double fraction;

  @Option(
      names = "--nodes",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Nodes, at least 4; the network's own come on top (default ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--requests",
      defaultValue = "100000",
      paramLabel = "R",
      description = "Requests for each scenario (default ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--seed",
      defaultValue = "1",
      split = ",",
      paramLabel = "X",
      description =
          "Everything random follows from it; several with commas between (default"
              + " ${DEFAULT-VALUE}).")
  private List<Long> seeds;

  @Option(
      names = "--audit",
      paramLabel = "PPM",
      description =
          "Share of agreeing requests that are audited, in parts per million (default: the model"
              + " policy's).")
  private Integer auditPpm;

  @Option(
      names = "--calibration",
      paramLabel = "FILE",
      description =
          "Report of 'infera calibrate' from which similarities are drawn (default: the one that"
              + " ships).")
  private Path calibration;

  @Option(
      names = "--real",
      description =
          "Plays on a local network of real processes with the real model (8 nodes and 300 requests"
              + " unless told otherwise), and holds it against 500 simulated runs. Exit 1 when they"
              + " are not alike.")
  private boolean real;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "With --real: the network's state directory, emptied first (default .infera/attack in the"
              + " repository).")
  private Path directory;

  @Option(names = "--check", description = "Exit 1 when a target is not met.")
  private boolean check;

  @Option(names = "--curve", description = "Instead of one fraction, 0 to 0.49 in steps.")
  private boolean curve;

  @Option(
      names = "--plot",
      paramLabel = "DIR",
      description = "Write plots (SVG) of the reports, and tables (Markdown), into this directory.")
  private Path plot;

  @Option(
      names = "--stories",
      paramLabel = "FILE",
      description = "Only plot (SVG) the standing of a node in six stories, and end.")
  private Path stories;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the reports as JSON too.")
  private Path json;

  /** What {@code --scenario} may be. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(Scenarios.names());
    }
  }

  /** The file that {@code --json} writes. */
  record Reports(int nodes, double fraction, int auditPpm, List<Report> scenarios) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (stories != null) {
      Files.writeString(stories, Stories.plot().toSvg());
      return 0;
    }
    List<Scenario> chosen = chosen();
    if (real) {
      return playForReal(chosen);
    }
    List<Setting> settings = settings();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d nodes, %d requests a scenario, ring of %d, seed %s, %d ppm audited%n%n%s%n",
        nodes,
        requests,
        settings.get(0).ring(),
        seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")),
        settings.get(0).policy().getAuditPpm(),
        AttackTable.header());
    out.flush();
    long began = System.nanoTime();
    List<Report> reports;
    try (var laboratory = new Laboratory(out)) {
      reports = laboratory.play(chosen, settings);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    out.println();
    AttackTable.legend().forEach(out::println);
    Exposure.lines(reports).forEach(out::println);
    out.println();
    out.println(PosteriorTable.text(reports));
    out.printf(
        Locale.ROOT,
        "%.1f s, %.0f microseconds a request%n",
        seconds,
        seconds * MILLION / requests / reports.size());
    if (plot != null) {
      Curves.write(plot, reports);
      out.println("plots and tables in " + plot);
    }
    write(new Reports(nodes, fraction, settings.get(0).policy().getAuditPpm(), reports));
    return judge(reports, out) || !check ? 0 : 1;
  }

  private int playForReal(List<Scenario> chosen) throws InterruptedException {
    List<Scenario> playable =
        chosen.stream().filter(each -> Rogues.names().contains(each.name())).toList();
    if (playable.size() < chosen.size() && !scenario.equals(ALL)) {
      throw refused("--real can play " + Rogues.names() + ", found " + scenario);
    }
    nodes = spec.commandLine().getParseResult().hasMatchedOption("--nodes") ? nodes : REAL_NODES;
    requests =
        spec.commandLine().getParseResult().hasMatchedOption("--requests")
            ? requests
            : REAL_REQUESTS;
    StateDirectory state =
        new StateDirectory(
            directory == null ? Repository.find().defaultState().resolve("attack") : directory);
    var attack = new RealAttack(spec.commandLine().getOut());
    List<RealAttack.Comparison> comparisons = new ArrayList<>();
    for (Scenario each : playable) {
      comparisons.add(attack.play(each, settings().get(0), state));
    }
    write(comparisons);
    boolean alike =
        comparisons.stream().allMatch(each -> Likeness.unlike(each.figures()).isEmpty());
    return alike ? 0 : 1;
  }

  /** Tells what of the targets is not met. */
  private static boolean judge(List<Report> reports, PrintWriter out) {
    List<String> unmet = reports.stream().flatMap(each -> Targets.unmet(each).stream()).toList();
    out.println();
    Targets.inWords().forEach(out::println);
    out.println(unmet.isEmpty() ? "All are met." : "Not met:");
    unmet.forEach(sentence -> out.println("  - " + sentence));
    out.flush();
    return unmet.isEmpty();
  }

  private List<Scenario> chosen() {
    if (scenario.equals(ALL)) {
      return Scenarios.all();
    }
    return Arrays.stream(scenario.split(",")).map(this::named).toList();
  }

  private Scenario named(String name) {
    return Scenarios.named(name)
        .orElseThrow(
            () ->
                refused(
                    "--scenario should be all or some of "
                        + Scenarios.names()
                        + " with commas between, found "
                        + name));
  }

  /** One for every seed and, for a curve, every fraction. */
  private List<Setting> settings() {
    Repository repository = Repository.find();
    ModelPolicy policy = ModelPolicies.read(repository.models().resolve(MODEL + ".json"));
    if (auditPpm != null) {
      if (auditPpm < 0 || auditPpm > MILLION) {
        throw refused("--audit should be from 0 to 1000000, found " + auditPpm);
      }
      policy = ModelPolicy.newBuilder(policy).setAuditPpm(auditPpm).build();
    }
    Path report =
        calibration == null ? repository.calibrations().resolve(MODEL + ".json") : calibration;
    try {
      Calibrated calibrated = Calibrated.read(report);
      Setting first =
          new Setting(nodes, fraction, requests, seeds.get(0), policy, Pace.DEFAULT, calibrated);
      List<Double> fractions = curve ? FRACTIONS : List.of(fraction);
      return seeds.stream()
          .map(first::withSeed)
          .flatMap(seeded -> fractions.stream().map(seeded::withFraction))
          .toList();
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private void write(Object reports) {
    if (json == null) {
      return;
    }
    try {
      Files.write(json, toJson(reports));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the reports to " + json, e);
    }
  }

  static byte[] toJson(Object reports) throws IOException {
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(reports);
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
