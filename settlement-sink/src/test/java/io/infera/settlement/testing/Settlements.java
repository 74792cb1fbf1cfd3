package io.infera.settlement.testing;

import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Settlements and batches of them, made from a seed. */
public final class Settlements {
  private Settlements() {}

  /** A settlement without faults and with one to three payments. */
  public static SettlementEvent plain(String requestId, Random random) {
    var payments = new ArrayList<NodePayment>();
    long price = 0;
    for (int node = 1; node <= 1 + random.nextInt(3); node++) {
      long amount = random.nextInt(1_000_000);
      price += amount;
      payments.add(new NodePayment(Records.node(node), amount, 1 + random.nextInt(500)));
    }
    return SettlementEvent.newBuilder(Records.settlement(requestId))
        .setPayments(payments)
        .setPriceMicroInfer(price)
        .setFaults(List.of())
        .build();
  }

  /** A batch with gaps, unreadable records and faults in it. */
  public static Batch mixed(int lane, long first, int entries, Random random) {
    var found = new ArrayList<Entry>();
    long offset = first;
    for (int i = 0; i < entries; i++) {
      String requestId = "r-" + lane + "-" + offset;
      if (random.nextInt(10) == 0) {
        found.add(new Entry.Unreadable(offset, hash("unreadable " + offset)));
      } else {
        boolean fault = random.nextInt(4) == 0;
        var event = fault ? Records.settlement(requestId) : plain(requestId, random);
        found.add(Entry.Settled.of(lane, offset, event));
      }
      offset += 1 + random.nextInt(3);
    }
    return Batch.of(new OffsetRange(lane, first, offset), found);
  }

  public static Bytes32 hash(String of) {
    return Keccak.of(of);
  }
}
