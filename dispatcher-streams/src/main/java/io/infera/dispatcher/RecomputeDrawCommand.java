package io.infera.dispatcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.dispatcher.domain.BeaconVerifier;
import io.infera.dispatcher.domain.Roster;
import io.infera.event.Disposition;
import io.infera.event.DrawEvidence;
import io.infera.runtime.ClientFile;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.serde.AvroSerdes;
import io.infera.schemas.serde.SchemaRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Repeats the draws of a request from the log alone, and holds their beacons against the chain. */
@Command(
    name = "recompute-draw",
    exitCodeOnExecutionException = 3,
    mixinStandardHelpOptions = true,
    description = {
      "Repeats every draw of a request from the log alone and compares it with what was recorded: the nodes from",
      "infera.assignments and infera.rosters; the beacon from infera.secrets, once its epoch is over, and infera.beacons.",
      "With --rpc the blocks of beacons are held against the chain, too."
    },
    footerHeading = "%nExample:%n",
    footer = "  recompute-draw r-17 --bootstrap 127.0.0.1:9092 --registry http://127.0.0.1:8081",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every draw is equal",
      "1:a draw differs",
      "2:no such request, or more than one",
      "3:the log cannot be read"
    })
public final class RecomputeDrawCommand implements Callable<Integer> {
  private static final int EQUAL = 0;
  private static final int DIFFERENT = 1;
  private static final int NOT_FOUND = 2;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "REQUEST_ID",
      description = "requester/requestId, or a request id that only one requester used")
  private String request;

  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Kafka's bootstrap servers")
  private String bootstrap;

  @Option(
      names = "--registry",
      required = true,
      paramLabel = "URL",
      description = "the schema registry")
  private String registryUrl;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "properties of Kafka's client, where one has to log in")
  private Path kafkaConfig;

  @Option(names = "--rpc", paramLabel = "URL", description = "JSON-RPC endpoint of the chain")
  private String rpc;

  @Option(names = "--requester", paramLabel = "ADDRESS", description = "whose request it is")
  private String requester;

  @Option(names = "--json", description = "write one JSON object instead of text")
  private boolean json;

  @Override
  public Integer call() {
    try (SchemaRegistry registry = SchemaRegistry.connect(registryUrl);
        var log =
            new AuditLog(ClientFile.settings(bootstrap, kafkaConfig), new AvroSerdes(registry))) {
      List<AuditLog.Found> found =
          log.dispositions(requester == null ? request : requester + "/" + request);
      List<String> keys = found.stream().map(AuditLog.Found::key).distinct().toList();
      if (keys.size() != 1) {
        return notFound(keys);
      }
      List<DrawReport> reports = reports(found, log);
      print(keys.get(0), reports);
      return reports.stream().allMatch(DrawReport::isFine) ? EQUAL : DIFFERENT;
    }
  }

  private List<DrawReport> reports(List<AuditLog.Found> found, AuditLog log) {
    Map<Long, Roster> rosters =
        log.rosters(
            found.stream()
                .filter(one -> one.disposition().getDraw() != null)
                .map(one -> one.disposition().getDraw().getRosterVersion())
                .toList());
    BeaconVerifier beacons = log.beacons();
    return DrawReport.of(
        found,
        new DrawReport.Checks() {
          @Override
          public Roster roster(long version) {
            return rosters.get(version);
          }

          @Override
          public BeaconVerifier.Result beacon(Disposition disposition) {
            return check(disposition, beacons);
          }
        });
  }

  private BeaconVerifier.Result check(Disposition disposition, BeaconVerifier beacons) {
    DrawEvidence draw = disposition.getDraw();
    if (rpc == null || draw.getBlock() == null) {
      return beacons.check(disposition);
    }
    return beacons.check(
        disposition,
        () ->
            beacons
                .epochMillis(draw.getBlockEpoch())
                .flatMap(
                    millis ->
                        new EvmBlocks(rpc)
                            .difference(draw.getBlock(), draw.getBlockEpoch(), millis)));
  }

  private int notFound(List<String> keys) {
    PrintWriter err = spec.commandLine().getErr();
    if (keys.isEmpty()) {
      err.println(
          "expected a request "
              + request
              + " in "
              + Topics.ASSIGNMENTS.name()
              + ", found none; check the id and the network");
    } else {
      err.println(
          "expected one request "
              + request
              + ", found "
              + keys.size()
              + ": "
              + String.join(", ", keys)
              + "; name the requester with --requester");
    }
    return NOT_FOUND;
  }

  private void print(String key, List<DrawReport> reports) {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println("request " + key);
      reports.forEach(report -> report.print(out));
      return;
    }
    try {
      var object =
          Map.of("request", key, "attempts", reports.stream().map(DrawReport::toMap).toList());
      out.println(new ObjectMapper().writeValueAsString(object));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers can be written as JSON", e);
    }
  }
}
