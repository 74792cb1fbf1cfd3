package io.infera.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.infera.settlement.verify.ReceiptCheck.Withdrawn;
import io.infera.settlement.verify.ReceiptJson;
import io.infera.settlement.verify.ReceiptVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
      "Exit code: 0 it is on the chain as archived (or withdrawn, as its receipt says), 1 it is not,",
      "2 it could not be checked.",
      "",
      "Examples:",
      "  verify-receipt r-17 --config sink.properties",
      "  verify-receipt --receipt receipt.json --rpc http://127.0.0.1:8545 --contract 0x5fbd…",
      "  verify-receipt r-17 --archive data/archive --rpc http://127.0.0.1:8545 --contract 0x5fbd…"
    })
public final class VerifyReceiptCommand implements Callable<Integer> {
  /** System property that stands in for {@code --config}, for programs that mount this command. */
  public static final String CONFIG_PROPERTY = "infera.settlement.config";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "REQUEST_ID",
      description = "A request id, or requester/requestId.")
  private String request;

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description =
          "Check this receipt instead, a line of infera.receipts as JSON (- for standard input): its"
              + " own proof against the chain, without the archive.")
  private String receipt;

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
      if ((request == null) == (receipt == null)) {
        throw new IllegalArgumentException("name a request, or a receipt by --receipt");
      }
      List<Found> checks = check(sources());
      checks.forEach(found -> out.println(json ? asJson(found) : asText(found)));
      return checks.stream().noneMatch(found -> found.check() instanceof Refuted) ? 0 : 1;
    } catch (ChainUnavailableException
        | ChainRefusedException
        | ContractRevertedException
        | UncheckedIOException
        | SettingsException
        | IllegalArgumentException
        | IllegalStateException e) {
      String what = request == null ? "The receipt" : request;
      spec.commandLine().getErr().println(what + " could not be checked: " + e.getMessage());
      return 2;
    } finally {
      out.flush();
    }
  }

  /**
   * What a check came to, and how deep its block lies.
   *
   * @param depth blocks from its to the head, both counted; 0 when it is in none
   * @param finalized whether the chain itself calls the block final; empty when it does not know
   *     the word
   */
  private record Found(ReceiptCheck check, long depth, Optional<Boolean> finalized) {
    static Found of(ReceiptCheck check, ChainClient chain) {
      if (!(check instanceof Proven proven)) {
        return new Found(check, 0, Optional.empty());
      }
      long block = proven.block().number();
      return new Found(check, chain.head().number() - block + 1, finalized(block, chain));
    }

    private static Optional<Boolean> finalized(long block, ChainClient chain) {
      try {
        return Optional.of(chain.finalized().filter(b -> b.number() >= block).isPresent());
      } catch (ChainRefusedException e) {
        return Optional.empty();
      }
    }
  }

  private List<Found> check(Sources sources) {
    try (var chain = new ChainClient(sources.rpc(), TIMEOUT)) {
      if (!chain.hasCode(sources.contract())) {
        throw new IllegalStateException(
            "there is no contract at %s on the chain at %s"
                .formatted(sources.contract(), sources.rpc()));
      }
      var log = new SettlementLog(chain, sources.contract());
      var verifier =
          new ReceiptVerifier(new Archive(sources.archive(), ""), chain, log, sources.fromBlock());
      List<ReceiptCheck> checks =
          request == null
              ? List.of(verifier.verify(ReceiptJson.read(content())))
              : verifier.verify(request);
      return checks.stream().map(check -> Found.of(check, chain)).toList();
    }
  }

  private String content() {
    try {
      return receipt.equals("-")
          ? new String(System.in.readAllBytes(), UTF_8)
          : Files.readString(Path.of(receipt));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + receipt, e);
    }
  }

  private Sources sources() {
    if ((archive != null || receipt != null) && rpc != null && contract != null) {
      Path none = Path.of("");
      return new Sources(
          archive == null ? none : archive,
          rpc,
          new EvmAddress(contract),
          fromBlock == null ? 0 : fromBlock);
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

  private static String asText(Found found) {
    ReceiptCheck check = found.check();
    if (check instanceof Withdrawn withdrawn) {
      return String.join(
          System.lineSeparator(),
          "WITHDRAWN " + withdrawn.request(),
          "  block        %s is not part of the chain any more".formatted(withdrawn.blockHash()),
          withdrawn
              .now()
              .map(now -> "  now          anchored in block " + now.block().number())
              .orElse("  now          not anchored; another receipt follows when it is"));
    }
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
              .formatted(proven.block().number(), proven.block().hash(), proven.block().time()),
          "  depth        %d blocks%s".formatted(found.depth(), finality(found.finalized())));
    }
    Refuted refuted = (Refuted) check;
    return "REFUTED  " + refuted.request() + System.lineSeparator() + "  " + refuted.reason();
  }

  private static String finality(Optional<Boolean> finalized) {
    return finalized
        .map(yes -> yes ? ", final by the chain's own word" : ", not final by the chain's own word")
        .orElse("");
  }

  private static String asJson(Found found) {
    ReceiptCheck check = found.check();
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
      node.put("depth", found.depth());
      found.finalized().ifPresent(yes -> node.put("finalized", yes));
    } else if (check instanceof Withdrawn withdrawn) {
      node.put("withdrawn", true).put("blockHash", withdrawn.blockHash());
      withdrawn.now().ifPresent(now -> node.put("anchoredInBlock", now.block().number()));
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
