package io.infera.infra.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.infera.dispatcher.domain.PolicyRules;
import io.infera.event.ModelPolicy;
import io.infera.infra.StateOption;
import io.infera.infra.report.JsonReport;
import io.infera.infra.topics.RecordJson;
import io.infera.node.model.MiniLm;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What an operator does with the policies of models. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Shows and changes how a model's answers are judged, in the network that runs. Other"
          + " thresholds can judge beside",
      "those in force, in shadow: published in infera.shadows, without effect on answers,"
          + " reputation or settlement."
    },
    footer = {
      "",
      "Examples:",
      "  infera policy show",
      "  infera policy shadow --accept 0.9995 --reject 0.9983",
      "  infera policy compare",
      "  infera policy promote"
    })
public final class PolicyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin private StateOption state;

  @Option(
      names = "--model",
      defaultValue = MiniLm.MODEL_ID,
      scope = ScopeType.INHERIT,
      paramLabel = "M",
      description = "Which model (default ${DEFAULT-VALUE}).")
  private String model;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints the policy in force as JSON, with what it rests on and its shadow.",
      footer = {"", "Example:", "  infera policy show"})
  void show() {
    try {
      out()
          .println(
              new ObjectMapper()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .writeValueAsString(RecordJson.of(desk().inForce(model))));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    out().flush();
  }

  @Command(
      name = "shadow",
      mixinStandardHelpOptions = true,
      description =
          "Lets other thresholds judge in shadow; what is left out is as in force. Takes the place"
              + " of a shadow that is there.",
      footer = {"", "Example:", "  infera policy shadow --accept 0.9995 --reject 0.9983"})
  void shadow(
      @Option(names = "--accept", paramLabel = "COSINE", description = "At or above it two agree.")
          Double accept,
      @Option(names = "--reject", paramLabel = "COSINE", description = "Below it two disagree.")
          Double reject,
      @Option(names = "--quorum", paramLabel = "N", description = "How many must agree at least.")
          Integer quorum,
      @Option(
              names = "--target-error",
              paramLabel = "PPM",
              description = "Posterior error at which an answer is given; 0 to count heads.")
          Integer targetErrorPpm) {
    PolicyDesk desk = desk();
    ModelPolicy now = desk.inForce(model);
    ModelPolicy next =
        Shadows.set(
            now,
            accept == null ? now.getAccept() : accept,
            reject == null ? now.getReject() : reject,
            quorum == null ? now.getQuorum() : quorum,
            targetErrorPpm == null ? now.getTargetErrorPpm() : targetErrorPpm);
    PolicyRules.check(model, next)
        .ifPresent(
            sentence -> {
              throw new ParameterException(spec.commandLine(), sentence);
            });
    publish(desk, next, "judges as before, with these thresholds in shadow");
  }

  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      description = "Tells what the shadow has made of requests, against the policy in force.",
      footer = {"", "Example:", "  infera policy compare --json comparison.json"})
  void compare(@Mixin JsonReport json) {
    PolicyDesk desk = desk();
    int version = Shadows.required(desk.inForce(model)).getVersion();
    var comparison = new ShadowComparison();
    desk.shadows(model, version).forEach(comparison::add);
    ShadowComparison.Report report = comparison.report(model, version);
    print(report);
    json.write(report);
  }

  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      description = "Puts the shadow in force.",
      footer = {"", "Example:", "  infera policy promote"})
  void promote() {
    PolicyDesk desk = desk();
    publish(desk, Shadows.promote(desk.inForce(model)), "judges as the shadow did");
  }

  @Command(
      name = "drop",
      mixinStandardHelpOptions = true,
      description = "Ends the shadow.",
      footer = {"", "Example:", "  infera policy drop"})
  void drop() {
    PolicyDesk desk = desk();
    publish(desk, Shadows.drop(desk.inForce(model)), "judges as before, without a shadow");
  }

  private void publish(PolicyDesk desk, ModelPolicy next, String what) {
    desk.publish(next);
    out()
        .printf(
            "published version %d of the policy of %s: it %s%n", next.getVersion(), model, what);
    out().flush();
  }

  private void print(ShadowComparison.Report report) {
    PrintWriter out = out();
    out.printf("shadow %d of %s: %d requests%n", report.shadowVersion(), model, report.requests());
    line(out, "verified by both, the answer stands", report.sameAnswer());
    line(out, "verified by both, another answer", report.otherAnswer());
    line(out, "the shadow would have asked for more", report.moreAskedFor());
    line(out, "verified by the shadow alone", report.onlyInShadow());
    line(out, "verified by neither", report.neither());
    line(out, "answers contradicted by an audit, in force", report.contradicted());
    line(out, "answers contradicted by an audit, in shadow", report.contradictedInShadow());
    report.changes().forEach((change, count) -> line(out, "nodes " + change, count));
    out.flush();
  }

  private static void line(PrintWriter out, String what, int count) {
    out.printf(Locale.ROOT, "  %-46s %d%n", what, count);
  }

  private PolicyDesk desk() {
    return PolicyDesk.of(state.state());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
