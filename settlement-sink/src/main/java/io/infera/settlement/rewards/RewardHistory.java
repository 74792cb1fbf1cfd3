package io.infera.settlement.rewards;

import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.chain.EventReader.Seen;
import io.infera.settlement.chain.SettlementLog;
import io.infera.settlement.domain.Anchored;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that the chain says about rewards: which batches are anchored, which epochs were posted and
 * activated, which fees came in, and how much might be emitted. Read once, and read on.
 */
public final class RewardHistory {
  private static final int BLOCKS_PER_QUERY = 2_000;
  private static final NavigableMap<Long, Anchored> EMPTY = new TreeMap<>();

  private final Economy economy;
  private final EventReader events;
  private final SettlementLog log;
  private final FeeParser fees;
  private final Map<Integer, NavigableMap<Long, Anchored>> batches = new TreeMap<>();
  private final List<Posted> active = new ArrayList<>();
  private final TreeMap<Long, BigInteger> caps = new TreeMap<>();
  private Posted pending;
  private Posted lastPosted;
  private long next;

  /**
   * An epoch as it was posted. Amounts in 10^-18 INFER.
   *
   * @param block in which block
   */
  public record Posted(
      long number,
      Bytes32 root,
      BigInteger fees,
      BigInteger emission,
      List<Long> heads,
      long block) {}

  public RewardHistory(ChainClient chain, Economy economy) {
    this.economy = economy;
    this.events =
        new EventReader(
            chain,
            Stream.of(EconomyContract.REWARDS, EconomyContract.ESCROW, EconomyContract.GATEWAY)
                .map(contract -> economy.contract(chain, contract))
                .toList());
    this.log = new SettlementLog(chain, economy.address(EconomyContract.LOG));
    this.fees = new FeeParser(economy);
    this.next = economy.block();
  }

  /** Reads on up to a block. */
  public void readTo(long block) {
    readTo(block, seen -> {});
  }

  /**
   * Reads on up to a block.
   *
   * @param listener is told of every event of the contracts that are read here
   */
  public void readTo(long block, Consumer<Seen> listener) {
    while (next <= block) {
      long to = Math.min(block, next + BLOCKS_PER_QUERY - 1);
      // Both before either counts: should the second fail, the range is read again.
      List<Anchored> anchored = log.anchored(next, to);
      List<Seen> said = events.read(next, to);
      anchored.forEach(this::add);
      for (Seen seen : said) {
        fees.take(seen);
        listener.accept(seen);
        if (seen.contract().equals(economy.address(EconomyContract.REWARDS))) {
          rewards(seen);
        }
      }
      next = to + 1;
    }
  }

  private void add(Anchored batch) {
    batches
        .computeIfAbsent(batch.range().lane(), any -> new TreeMap<>())
        .put(batch.range().first(), batch);
  }

  private void rewards(Seen seen) {
    ContractAbi.Event event = seen.event();
    switch (event.name()) {
      case "Posted" -> {
        pending = posted(event, seen.block());
        lastPosted = pending;
      }
      case "Vetoed" -> pending = null;
      case "Activated" -> {
        active.add(pending);
        pending = null;
      }
      case "ParametersSet" ->
          caps.put(seen.block(), (BigInteger) event.values().get("emissionCap"));
      default -> {
        // Claims and deposits change nothing of what is computed.
      }
    }
  }

  private static Posted posted(ContractAbi.Event event, long block) {
    List<Long> heads =
        ((List<?>) event.values().get("heads"))
            .stream().map(head -> ((BigInteger) head).longValueExact()).toList();
    return new Posted(
        ((BigInteger) event.values().get("number")).longValueExact(),
        (Bytes32) event.values().get("root"),
        (BigInteger) event.values().get("fees"),
        (BigInteger) event.values().get("emission"),
        heads,
        block);
  }

  /** The epochs that were activated, in order. */
  public List<Posted> active() {
    return List.copyOf(active);
  }

  /** The epoch that waits. */
  public Optional<Posted> pending() {
    return Optional.ofNullable(pending);
  }

  /** The epoch that was posted last, whatever came of it. */
  public Optional<Posted> lastPosted() {
    return Optional.ofNullable(lastPosted);
  }

  /** The anchored batch that begins at an offset. */
  Optional<Anchored> batch(int lane, long firstOffset) {
    return Optional.ofNullable(batches.getOrDefault(lane, EMPTY).get(firstOffset));
  }

  /** All anchored batches, lane by lane in the order of offsets. */
  public List<Anchored> batches() {
    return batches.values().stream().flatMap(lane -> lane.values().stream()).toList();
  }

  /** The next offset of each lane, as far as batches are anchored. */
  public List<Long> heads() {
    int lanes = batches.isEmpty() ? 0 : 1 + batches.keySet().stream().reduce(0, Math::max);
    return IntStream.range(0, lanes)
        .mapToObj(lane -> batches.getOrDefault(lane, EMPTY))
        .map(lane -> lane.isEmpty() ? 0L : lane.lastEntry().getValue().range().next())
        .toList();
  }

  /** The fees that came in, in the chain's order. */
  List<FeeParser.Dated> fees() {
    return fees.fees();
  }

  /** The most that one epoch may emit, as of a block. */
  BigInteger cap(long block) {
    return caps.floorEntry(block).getValue();
  }
}
