package io.infera.settlement.faults;

import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.catalog.RequestKey;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Archive;
import io.infera.settlement.verify.ReceiptCheck;
import io.infera.settlement.verify.ReceiptVerifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts what the chain holds. Whether a settlement is there once is read from chain and archive
 * alone; the log is asked only for what there should be.
 */
final class FaultAudit {
  private final List<Anchored> anchored;
  private final Map<Integer, SortedMap<Long, String>> expected;

  /**
   * @param expected request by offset, of each lane
   */
  FaultAudit(List<Anchored> anchored, Map<Integer, SortedMap<Long, String>> expected) {
    this.anchored = anchored;
    this.expected = expected;
  }

  static FaultAudit of(
      ChainClient chain, SettlementLog contract, Map<Integer, SortedMap<Long, String>> expected) {
    return new FaultAudit(contract.anchored(0, chain.head().number()), expected);
  }

  int batches() {
    return anchored.size();
  }

  /** How many settlements are in so many batches. */
  int inBatches(int least, int most) {
    Map<Integer, Map<Long, Integer>> times = new HashMap<>();
    for (Anchored batch : anchored) {
      int lane = batch.range().lane();
      expected
          .getOrDefault(lane, new TreeMap<>())
          .subMap(batch.range().first(), batch.range().next())
          .keySet()
          .forEach(
              offset ->
                  times
                      .computeIfAbsent(lane, key -> new HashMap<>())
                      .merge(offset, 1, Integer::sum));
    }
    int found = 0;
    for (var lane : expected.entrySet()) {
      for (long offset : lane.getValue().keySet()) {
        int count = times.getOrDefault(lane.getKey(), Map.of()).getOrDefault(offset, 0);
        found += count >= least && count <= most ? 1 : 0;
      }
    }
    return found;
  }

  /** Batches that do not begin where the one before them ended. */
  int gaps() {
    Map<Integer, Long> next = new HashMap<>();
    int gaps = 0;
    for (Anchored batch : anchored) {
      gaps += next.getOrDefault(batch.range().lane(), 0L) == batch.range().first() ? 0 : 1;
      next.put(batch.range().lane(), batch.range().next());
    }
    return gaps;
  }

  /** Settlements that archive and chain do not prove, or not once. */
  int refuted(Archive archive, ChainClient chain, SettlementLog contract) {
    Map<String, Integer> proven = new HashMap<>();
    int[] refuted = {0};
    new ReceiptVerifier(archive, chain, contract, 0)
        .verifyAll(
            check -> {
              if (check instanceof ReceiptCheck.Proven) {
                proven.merge(check.request(), 1, Integer::sum);
              } else {
                refuted[0]++;
              }
            });
    for (var lane : expected.values()) {
      for (String request : lane.values()) {
        refuted[0] += proven.getOrDefault(request, 0) == 1 ? 0 : 1;
      }
    }
    return refuted[0];
  }

  /** Settlements of which the last receipt of some block is not what the chain says. */
  int wrongReceipts(List<SettlementReceipt> receipts) {
    Map<String, Map<String, ReceiptStatus>> told = new HashMap<>();
    for (SettlementReceipt receipt : receipts) {
      told.computeIfAbsent(RequestKey.of(receipt).toString(), key -> new HashMap<>())
          .put(receipt.getBlockHash(), receipt.getStatus());
    }
    Set<String> wrong = new HashSet<>();
    for (Anchored batch : anchored) {
      String block = batch.block().hash().toString();
      for (String request : requests(batch)) {
        told.getOrDefault(request, Map.of(block, ReceiptStatus.PENDING))
            .forEach(
                (where, status) -> {
                  boolean here = where.equals(block);
                  if (status != (here ? ReceiptStatus.FINAL : ReceiptStatus.WITHDRAWN)) {
                    wrong.add(request);
                  }
                });
        if (!told.getOrDefault(request, Map.of()).containsKey(block)) {
          wrong.add(request);
        }
      }
    }
    return wrong.size();
  }

  private Iterable<String> requests(Anchored batch) {
    return expected
        .getOrDefault(batch.range().lane(), new TreeMap<>())
        .subMap(batch.range().first(), batch.range().next())
        .values();
  }
}
