package io.infera.infra.attack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.infera.event.ModelPolicy;
import io.infera.infra.local.ModelPolicies;
import io.infera.infra.local.Repository;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
      "Plays attacks against the production judge, draw and reputation, in virtual time and in this process alone, and",
      "reports what came of them. The same options give the same report. Needs no network and touches none."
    },
    footer = {
      "",
      "Examples:",
      "  infera attack --requests 20000",
      "  infera attack --scenario quantized --fraction 0.3 --json report.json",
      "  infera attack --scenario ring-unanimous --audit 100000",
      "  infera attack --curve --requests 20000 --plot infra/docs/attack",
      "  infera attack --stories infra/docs/standing.svg"
    })
public final class AttackCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final String POLICY = "all-minilm-l6-v2.json";
  private static final int MILLION = 1_000_000;
  private static final List<Double> FRACTIONS =
      List.of(0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.49);

  @Spec private CommandSpec spec;

  @Option(
      names = "--scenario",
      defaultValue = ALL,
      paramLabel = "S",
      completionCandidates = Names.class,
      description =
          "Some of ${COMPLETION-CANDIDATES}, with commas between, or all (default ${DEFAULT-VALUE}).")
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
      description = "Nodes, at least 10; the network's own come on top (default ${DEFAULT-VALUE}).")
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
      paramLabel = "X",
      description = "Everything random follows from it (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--audit",
      paramLabel = "PPM",
      description =
          "Share of agreeing requests that are audited, in parts per million (default: the model policy's).")
  private Integer auditPpm;

  @Option(names = "--curve", description = "Instead of one fraction, 0 to 0.49 in steps.")
  private boolean curve;

  @Option(
      names = "--plot",
      paramLabel = "DIR",
      description =
          "Write plots (SVG) of the reports, and a table (Markdown), into this directory.")
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
  public Integer call() throws IOException {
    if (stories != null) {
      Files.writeString(stories, Stories.plot().toSvg());
      return 0;
    }
    List<Scenario> chosen = chosen();
    Setting setting = setting();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d nodes, %d requests a scenario, ring of %d, seed %d, %d ppm audited%n%n%s%n",
        nodes,
        requests,
        setting.ring(),
        seed,
        setting.policy().getAuditPpm(),
        AttackTable.header());
    out.flush();
    long began = System.nanoTime();
    List<Report> reports = new ArrayList<>();
    for (Setting each : curve ? curve(setting) : List.of(setting)) {
      if (curve) {
        out.printf(Locale.ROOT, "%n%.0f %% attackers%n", 100 * each.fraction());
      }
      reports.addAll(play(chosen, each, out));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    out.println();
    AttackTable.legend().forEach(out::println);
    out.printf(
        Locale.ROOT,
        "%.1f s, %.0f microseconds a request%n",
        seconds,
        seconds * MILLION / requests / reports.size());
    out.flush();
    if (plot != null) {
      Curves.write(plot, reports);
      out.println("plots and table in " + plot);
      out.flush();
    }
    write(new Reports(nodes, fraction, setting.policy().getAuditPpm(), reports));
    return 0;
  }

  /** Plays on all processors, and reports in the order of the scenarios. */
  private static List<Report> play(List<Scenario> chosen, Setting setting, PrintWriter out) {
    ExecutorService players =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<CompletableFuture<Report>> playing =
          chosen.stream()
              .map(
                  each ->
                      CompletableFuture.supplyAsync(() -> Simulation.run(each, setting), players))
              .toList();
      List<Report> reports = new ArrayList<>();
      for (CompletableFuture<Report> each : playing) {
        Report report = each.join();
        reports.add(report);
        out.println(AttackTable.line(report));
        out.flush();
      }
      return reports;
    } finally {
      players.shutdownNow();
    }
  }

  private static List<Setting> curve(Setting setting) {
    return FRACTIONS.stream()
        .map(
            fraction ->
                new Setting(
                    setting.nodes(),
                    fraction,
                    setting.requests(),
                    setting.seed(),
                    setting.policy()))
        .toList();
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

  private Setting setting() {
    ModelPolicy policy = ModelPolicies.read(Repository.find().models().resolve(POLICY));
    if (auditPpm != null) {
      if (auditPpm < 0 || auditPpm > MILLION) {
        throw refused("--audit should be from 0 to 1000000, found " + auditPpm);
      }
      policy = ModelPolicy.newBuilder(policy).setAuditPpm(auditPpm).build();
    }
    try {
      return new Setting(nodes, fraction, requests, seed, policy);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private void write(Reports reports) {
    if (json == null) {
      return;
    }
    try {
      Files.write(json, toJson(reports));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the reports to " + json, e);
    }
  }

  static byte[] toJson(Reports reports) throws IOException {
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(reports);
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
