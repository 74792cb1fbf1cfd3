package io.infera.settlement.domain.rewards;

import io.infera.event.SettlementEvent;
import io.infera.settlement.domain.EpochLeaves.Earning;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who has earned what, epoch after epoch. A function of the inputs alone, in integers: whoever has
 * archive and chain comes to the same root.
 *
 * <p>An epoch's emission goes to nodes by tokens served, availability and accuracy in that epoch
 * ({@link Participation#weight}). A fee goes to the nodes whose payments it covers, once it was
 * collected; what of it is the author's and the network's, the contract has taken off before.
 */
public final class RewardLedger {
  private final Bills bills;
  private final Map<String, Total> totals = new TreeMap<>();
  private BigInteger fees = BigInteger.ZERO;
  private BigInteger emission = BigInteger.ZERO;

  /** What one node has from the beginning on. */
  private record Total(BigInteger fees, BigInteger emission, long work) {
    static final Total NONE = new Total(BigInteger.ZERO, BigInteger.ZERO, 0);

    Total plus(BigInteger moreFees, BigInteger moreEmission, long moreWork) {
      return new Total(
          fees.add(moreFees), emission.add(moreEmission), Math.addExact(work, moreWork));
    }
  }

  /**
   * @param gateway address of the contract InferenceGateway
   */
  public RewardLedger(String gateway) {
    this(new Bills(gateway));
  }

  private RewardLedger(Bills bills) {
    this.bills = bills;
  }

  /** The same, to try an epoch on. */
  public RewardLedger copy() {
    var copy = new RewardLedger(bills.copy());
    copy.totals.putAll(totals);
    copy.fees = fees;
    copy.emission = emission;
    return copy;
  }

  /** The emission of all epochs so far. */
  public BigInteger emission() {
    return emission;
  }

  /**
   * The next epoch.
   *
   * @throws IllegalStateException when a fee came in that nothing counted can have cost
   */
  public EpochStatement next(EpochInput input) {
    Map<String, Participation> done = participations(input.settlements());
    done.forEach((node, its) -> add(node, BigInteger.ZERO, BigInteger.ZERO, its.tokens()));
    input.settlements().forEach(bills::count);
    emit(input.emission(), done);
    input.fees().forEach(this::receive);
    return new EpochStatement(
        input.number(), input.heads(), fees, emission, earnings(), bills.usages(), done);
  }

  /** What nodes have done in some settlements, by their addresses. */
  public static Map<String, Participation> participations(List<SettlementEvent> settlements) {
    var done = new TreeMap<String, Participation>();
    for (SettlementEvent event : settlements) {
      event
          .getPayments()
          .forEach(paid -> note(done, paid.getNodeId(), Participation.paid(paid.getTokens())));
      event.getFaults().forEach(fault -> note(done, fault.getNodeId(), Participation.faulty()));
      event
          .getUnpaid()
          .forEach(one -> note(done, one.getNodeId(), Participation.unpaid(one.getOutcome())));
    }
    return done;
  }

  private static void note(Map<String, Participation> done, String node, Participation more) {
    done.merge(node, more, Participation::plus);
  }

  private void emit(BigInteger amount, Map<String, Participation> done) {
    var weights = new TreeMap<String, BigInteger>();
    done.forEach((node, its) -> weights.put(node, its.weight()));
    Shares.of(amount, weights)
        .forEach(
            (node, share) -> {
              add(node, BigInteger.ZERO, share, 0);
              emission = emission.add(share);
            });
  }

  private void receive(FeeReceived fee) {
    if (fee.toNodes().signum() == 0) {
      return;
    }
    Shares.of(fee.toNodes(), bills.whose(fee))
        .forEach(
            (node, share) -> {
              add(node, share, BigInteger.ZERO, 0);
              fees = fees.add(share);
            });
  }

  private void add(String node, BigInteger moreFees, BigInteger moreEmission, long moreWork) {
    totals.put(node, totals.getOrDefault(node, Total.NONE).plus(moreFees, moreEmission, moreWork));
  }

  /** Of those who have anything. */
  private List<Earning> earnings() {
    return totals.entrySet().stream()
        .filter(one -> !one.getValue().equals(Total.NONE))
        .map(
            one ->
                new Earning(
                    one.getKey(),
                    one.getValue().fees(),
                    one.getValue().emission(),
                    one.getValue().work()))
        .toList();
  }
}
