package io.infera.infra.demo;

import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.RequestKey;
import io.infera.settlement.SinkConfig;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.verify.ReceiptCheck;
import io.infera.settlement.verify.ReceiptCheck.Refuted;
import io.infera.settlement.verify.ReceiptVerifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds every receipt against the chain, and the whole archive too. */
final class ReceiptAuditor {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private ReceiptAuditor() {}

  /**
   * @param sinkConfiguration says where archive, chain and contract are
   * @param receipts the final receipt of each request
   */
  static ReceiptAudit audit(Path sinkConfiguration, Map<RequestKey, SettlementReceipt> receipts) {
    SinkConfig sink = SinkConfig.load(sinkConfiguration);
    SinkConfig.Log log = sink.log();
    try (var chain = new ChainClient(sink.chain().url(), TIMEOUT)) {
      var contract = new SettlementLog(chain, log.address());
      var verifier =
          new ReceiptVerifier(new Archive(sink.archive(), ""), chain, contract, log.block());
      var problems = new ArrayList<String>();
      Set<String> archived = new HashSet<>();
      for (ReceiptCheck check : verifier.verifyAll()) {
        note(check, archived, problems);
      }
      int checked = 0;
      for (SettlementReceipt receipt : receipts.values()) {
        Set<String> proven = new HashSet<>();
        note(verifier.verify(receipt), proven, problems);
        checked += archived.containsAll(proven) ? proven.size() : 0;
      }
      List<Anchored> batches = contract.anchored(log.block(), chain.head().number());
      long gas = batches.stream().mapToLong(batch -> contract.gasUsed(batch.transaction())).sum();
      return new ReceiptAudit(checked, problems, batches.size(), gas);
    }
  }

  private static void note(ReceiptCheck check, Set<String> proven, List<String> problems) {
    if (check instanceof Refuted refuted) {
      problems.add("receipt of " + refuted.request() + ": " + refuted.reason());
    } else {
      proven.add(check.request());
    }
  }
}
