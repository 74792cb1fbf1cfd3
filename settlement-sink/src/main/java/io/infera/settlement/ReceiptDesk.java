package io.infera.settlement;

import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.ReceiptTeller;
import io.infera.settlement.domain.Tracked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes receipts, and tells the operator what anchoring cost.
 *
 * @param encoder makes them
 * @param writer writes them
 * @param contract knows the gas
 * @param metrics counts it
 */
record ReceiptDesk(
    ReceiptEncoder encoder, ReceiptWriter writer, SettlementLog contract, SinkMetrics metrics)
    implements ReceiptTeller {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiptDesk.class);

  @Override
  public void tell(Tracked tracked, Batch batch) {
    ReceiptEncoder.Of receipts = encoder.of(tracked);
    int lane = batch.range().lane();
    for (Batch.Proven proven : batch.proven()) {
      writer.receipt(ReceiptEncoder.key(proven), receipts.receipt(lane, proven));
    }
    if (tracked.stage() == Tracked.Stage.PENDING) {
      Anchored anchored = tracked.anchored();
      long gas = contract.gasUsed(anchored.transaction());
      metrics.gas(gas);
      LOG.info(
          "{}: {} settlements anchored in block {} with {} gas",
          anchored.range(),
          anchored.settlements(),
          anchored.block().number(),
          gas);
    }
  }

  @Override
  public void flush() {
    writer.flush();
  }
}
