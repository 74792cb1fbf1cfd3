package io.infera.infra.chaos;

import io.infera.event.ReceiptStatus;
import io.infera.infra.topics.TopicReader;
import io.infera.schemas.catalog.Topics;
import io.infera.settlement.SinkConfig;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.verify.ReceiptCheck;
import io.infera.settlement.verify.ReceiptCheck.Proven;
import io.infera.settlement.verify.ReceiptCheck.Refuted;
import io.infera.settlement.verify.ReceiptVerifier;
import java.nio.file.Path;
import java.time.Duration;

/** Tells an audit what archive and contract prove, and which final receipts do not hold. */
final class ChainAuditor {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private ChainAuditor() {}

  /**
   * @param sinkConfiguration says where archive, chain and contract are
   */
  static void audit(Path sinkConfiguration, TopicReader reader, Audit audit) {
    SinkConfig sink = SinkConfig.load(sinkConfiguration);
    SinkConfig.Log log = sink.log();
    try (var chain = new ChainClient(sink.chain().url(), TIMEOUT)) {
      var contract = new SettlementLog(chain, log.address());
      var verifier =
          new ReceiptVerifier(new Archive(sink.archive(), ""), chain, contract, log.block());
      verifier.verifyAll(
          check -> {
            if (check instanceof Proven proven) {
              audit.anchored(proven.key());
            } else {
              refuted(check, audit);
            }
          });
      reader.read(
          Topics.RECEIPTS,
          false,
          (origin, receipt) -> {
            if (receipt.getStatus() == ReceiptStatus.FINAL) {
              refuted(verifier.verify(receipt), audit);
            }
            return true;
          });
    }
  }

  private static void refuted(ReceiptCheck check, Audit audit) {
    if (check instanceof Refuted refuted) {
      audit.refuted(refuted.request(), refuted.reason());
    }
  }
}
