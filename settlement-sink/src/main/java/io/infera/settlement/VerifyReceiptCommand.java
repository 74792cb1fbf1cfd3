package io.infera.settlement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infera.runtime.SettingsException;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.verify.ReceiptCheck;
import io.infera.settlement.verify.ReceiptCheck.Proven;
import io.infera.settlement.verify.ReceiptCheck.Refuted;
import io.infera.settlement.verify.ReceiptVerifier;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Checks a request's settlement from the chain and the archive alone: no broker, no registry, no
 * trust in whoever wrote the archive. Exit 0 when it is on the chain as archived, 1 when it is not,
 * 2 when it could not be checked.
 */
@Command(
    name = "verify-receipt",
    description = "Checks a request's settlement from the chain and the archive alone.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit code: 0 it is on the chain as archived, 1 it is not, 2 it could not be checked.",
      "",
      "Examples:",
      "  verify-receipt r-17 --config sink.properties",
      "  verify-receipt r-17 --archive data/archive --rpc http://127.0.0.1:8545 --contract 0x5fbd…"
    })
public final class VerifyReceiptCommand implements Callable<Integer> {
  /** System property that stands in for {@code --config}, for programs that mount this command. */
  public static final String CONFIG_PROPERTY = "infera.settlement.config";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "REQUEST_ID", description = "A request id, or requester/requestId.")
  private String request;

  @Option(
      names = "--config",
      description = "The sink's configuration: says where archive, chain and contract are.")
  private Path config;

  @Option(names = "--archive", description = "The archive's directory.")
  private Path archive;

  @Option(names = "--rpc", description = "The chain's JSON-RPC endpoint.")
  private String rpc;

  @Option(names = "--contract", description = "Address of the SettlementLog.")
  private String contract;

  @Option(
      names = "--from-block",
      description = "A block not after the contract's creation (default 0).")
  private Long fromBlock;

  @Option(names = "--json", description = "Print one JSON object per settlement.")
  private boolean json;

  private record Sources(Path archive, String rpc, EvmAddress contract, long fromBlock) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      List<ReceiptCheck> checks = check(sources());
      checks.forEach(check -> out.println(json ? asJson(check) : asText(check)));
      return checks.stream().allMatch(Proven.class::isInstance) ? 0 : 1;
    } catch (ChainUnavailableException
        | ChainRefusedException
        | ContractRevertedException
        | UncheckedIOException
        | SettingsException
        | IllegalArgumentException
        | IllegalStateException e) {
      spec.commandLine().getErr().println(request + " could not be checked: " + e.getMessage());
      return 2;
    } finally {
      out.flush();
    }
  }

  private List<ReceiptCheck> check(Sources sources) {
    try (var chain = new ChainClient(sources.rpc(), TIMEOUT)) {
      if (!chain.hasCode(sources.contract())) {
        throw new IllegalStateException(
            "there is no contract at %s on the chain at %s"
                .formatted(sources.contract(), sources.rpc()));
      }
      var log = new SettlementLog(chain, sources.contract());
      var verifier =
          new ReceiptVerifier(new Archive(sources.archive(), ""), chain, log, sources.fromBlock());
      return verifier.verify(request);
    }
  }

  private Sources sources() {
    if (archive != null && rpc != null && contract != null) {
      return new Sources(archive, rpc, new EvmAddress(contract), fromBlock == null ? 0 : fromBlock);
    }
    String byProperty = System.getProperty(CONFIG_PROPERTY);
    if (config == null && byProperty == null) {
      throw new IllegalArgumentException("give --config FILE, or --archive, --rpc and --contract");
    }
    SinkConfig sink = SinkConfig.load(config == null ? Path.of(byProperty) : config);
    SinkConfig.Log log =
        contract == null ? sink.log() : new SinkConfig.Log(new EvmAddress(contract), 0);
    return new Sources(
        archive == null ? sink.archive() : archive,
        rpc == null ? sink.chain().url() : rpc,
        log.address(),
        fromBlock == null ? log.block() : fromBlock);
  }

  private static String asText(ReceiptCheck check) {
    if (check instanceof Proven proven) {
      return String.join(
          System.lineSeparator(),
          "PROVEN   " + proven.request() + proven.status().map(s -> " (" + s + ")").orElse(""),
          "  settlement   lane %d, offset %d".formatted(proven.batch().lane(), proven.offset()),
          "  leaf         " + proven.leaf(),
          "  batch        offsets [%d, %d)"
              .formatted(proven.batch().first(), proven.batch().next()),
          "  root         " + proven.root() + ", as the contract stores it",
          "  transaction  " + proven.transaction(),
          "  block        %d, %s, %s"
              .formatted(proven.block().number(), proven.block().hash(), proven.block().time()));
    }
    Refuted refuted = (Refuted) check;
    return "REFUTED  " + refuted.request() + System.lineSeparator() + "  " + refuted.reason();
  }

  private static String asJson(ReceiptCheck check) {
    ObjectNode node = JSON.createObjectNode().put("request", check.request());
    if (check instanceof Proven proven) {
      node.put("proven", true);
      proven.status().ifPresent(status -> node.put("status", status.name()));
      node.put("lane", proven.batch().lane()).put("offset", proven.offset());
      node.put("firstOffset", proven.batch().first()).put("nextOffset", proven.batch().next());
      node.put("leaf", proven.leaf().toString()).put("root", proven.root().toString());
      node.put("transaction", proven.transaction().toString());
      node.put("blockNumber", proven.block().number());
      node.put("blockHash", proven.block().hash().toString());
      node.put("at", proven.block().time().toString());
    } else if (check instanceof Refuted refuted) {
      node.put("proven", false).put("reason", refuted.reason());
    }
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a check cannot be written as JSON", e);
    }
  }
}
