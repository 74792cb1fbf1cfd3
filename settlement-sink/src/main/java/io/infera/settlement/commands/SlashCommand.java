package io.infera.settlement.commands;

import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.Structs;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.domain.SlashEvidence;
import io.infera.settlement.economy.EconomyContract;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings the evidence of a fault to the chain. */
@Command(
    name = "slash",
    mixinStandardHelpOptions = true,
    description = {
      "Accuses a node with the evidence of its fault, and when the case is ripe has it carried out: each call does what",
      "is to be done next. The evidence comes from the archive, or from a file. Anyone may bring it; keepers do so by",
      "themselves."
    },
    footer = {
      "",
      "Examples:",
      "  slash r-17 --key anyone.key",
      "  slash r-17 --write evidence.json",
      "  slash --evidence evidence.json --key anyone.key --dry-run"
    })
public final class SlashCommand implements Callable<Integer> {
  private static final int OPEN = 1;
  private static final int APPEALED = 2;
  private static final List<String> STATES =
      List.of("not open", "open", "appealed", "refuted", "acquitted", "carried out");

  @Spec private CommandSpec spec;
  @Mixin private ChainOptions chain;
  @Mixin private KeyOption key;

  @Parameters(
      arity = "0..1",
      paramLabel = "REQUEST",
      description = "A request id, or requester/requestId, whose settlement blames a node.")
  private String request;

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "Which node, where several are blamed.")
  private String node;

  @Option(
      names = "--evidence",
      paramLabel = "FILE",
      description = "Evidence that --write wrote, instead of a request.")
  private Path file;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Write the evidence, and send nothing.")
  private Path write;

  @Option(
      names = "--archive",
      paramLabel = "DIR",
      description = "An archive of the settlements: the sink's, or a keeper's.")
  private Path archive;

  @Override
  public Integer call() {
    if (request == null == (file == null)) {
      throw new ParameterException(spec.commandLine(), "name a request, or --evidence FILE");
    }
    if (request != null && archive == null) {
      throw new ParameterException(
          spec.commandLine(), "name the archive that has the request's settlement: --archive DIR");
    }
    return ChainCommands.run(spec, chain, this::act);
  }

  private Facts act(ChainDesk desk) {
    SlashEvidence evidence = evidence(desk);
    if (write != null) {
      EvidenceFile.write(write, evidence);
      return about(evidence, new Facts("Evidence written to " + write));
    }
    Contract staking = desk.contract(EconomyContract.STAKING);
    List<Object> found = staking.ask("cases", evidence.caseId());
    int state = ((BigInteger) found.get(0)).intValueExact();
    long ripeAt = ((BigInteger) found.get(1)).longValueExact();
    String accused = evidence.fault().getNodeId();
    if (state == 0) {
      return about(
          evidence,
          desk.carryOut(
              key, Call.of(staking, "accuse", Structs.accuse(evidence)), accused + " is accused"));
    }
    boolean ripe = ripeAt <= desk.chain().head().time().getEpochSecond();
    if (ripe && (state == OPEN || state == APPEALED)) {
      return about(
          evidence,
          desk.carryOut(
              key, Call.of(staking, "slash", Structs.slash(evidence)), accused + " is slashed"));
    }
    return about(
        evidence,
        new Facts("The case against %s is %s".formatted(accused, STATES.get(state)))
            .with("ripe at", Instant.ofEpochSecond(ripeAt)));
  }

  private static Facts about(SlashEvidence evidence, Facts facts) {
    return facts
        .with("case", evidence.caseId())
        .with("node", evidence.fault().getNodeId())
        .with("request", evidence.event().getRequester() + "/" + evidence.event().getRequestId())
        .with("cosine", evidence.fault().getCosine())
        .with("auditor", evidence.fault().getAuditor());
  }

  private SlashEvidence evidence(ChainDesk desk) {
    if (file != null) {
      return EvidenceFile.read(file);
    }
    var found =
        Evidences.of(new Archive(archive, desk.economy().networkId()), request).stream()
            .filter(one -> node == null || one.fault().getNodeId().equals(Nodes.address(node)))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          found.isEmpty()
              ? "no settlement of %s in the archive blames anybody".formatted(request)
              : "the settlement of %s blames %s: name one by --node"
                  .formatted(request, found.stream().map(one -> one.fault().getNodeId()).toList()));
    }
    return found.get(0);
  }
}
