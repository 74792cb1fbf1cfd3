package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Authorisation;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deposits, holds, epochs, claims and debits at random, under a poster who lies now and then, and
 * what may have become of them.
 */
final class MoneyModel {
  private static final String OPERATOR = Records.node(700);
  private static final String NO_OPERATOR = Records.node(701);

  private final EconomyWorld world;
  private final Deeds deeds;
  private final List<Identity> nodes;
  private final List<Identity> requesters;

  private final Map<String, BigInteger> held = new HashMap<>();
  private final Map<String, Earning> earned = new LinkedHashMap<>();
  private final Map<String, Usage> used = new LinkedHashMap<>();
  private Round pending;
  private Round active;
  private BigInteger paidFees = BigInteger.ZERO;
  private BigInteger paidEmission = BigInteger.ZERO;
  private BigInteger minted = BigInteger.ZERO;

  /** An epoch and its leaves; when its poster lied, they say more than its totals. */
  private record Round(
      EconomyWorld.Posted epoch, List<Earning> earnings, List<Usage> usages, boolean lie) {}

  MoneyModel(EconomyWorld world, Deeds deeds, List<Identity> nodes, List<Identity> requesters) {
    this.world = world;
    this.deeds = deeds;
    this.nodes = nodes;
    this.requesters = requesters;
    for (Identity requester : requesters) {
      world.fund(requester.address(), world.escrow, infer(500));
    }
    // The last one lets nobody hold anything.
    for (Identity requester : requesters.subList(1, requesters.size())) {
      world.chain.send(requester.address(), world.escrow, "setOperator", OPERATOR, true);
    }
  }

  void deposit() {
    String requester = deeds.any(requesters).address();
    BigInteger amount = infer(deeds.below(60));
    deeds.attempt("deposit", requester, world.escrow, "deposit", requester, amount);
  }

  void takeBack() {
    String requester = deeds.any(requesters).address();
    BigInteger amount = infer(deeds.below(20));
    deeds.attempt("ask back", requester, world.escrow, "requestWithdrawal", amount);
    deeds.attempt("take back", requester, world.escrow, "withdraw", requester);
  }

  void hold() {
    String requester = deeds.any(requesters).address();
    String operator = deeds.oneIn(4) ? NO_OPERATOR : OPERATOR;
    BigInteger amount = infer(deeds.below(40));
    Optional<EvmChain.Done> result =
        deeds.attempt("hold", operator, world.escrow, "hold", requester, amount);
    boolean may = operator.equals(OPERATOR) && !requester.equals(requesters.get(0).address());
    assertThat(result.isPresent() && !may).as("held without leave").isFalse();
    result.ifPresent(ok -> held.merge(requester, amount, BigInteger::add));
  }

  /** Succeeds for what is held, by who holds it, and for nothing else. */
  void release() {
    String requester = deeds.any(requesters).address();
    String operator = deeds.oneIn(6) ? NO_OPERATOR : OPERATOR;
    BigInteger there = operator.equals(OPERATOR) ? heldOf(requester) : BigInteger.ZERO;
    BigInteger amount = deeds.oneIn(5) ? there.add(BigInteger.ONE) : part(there);
    BigInteger spent = deeds.oneIn(5) ? amount.add(BigInteger.ONE) : part(amount);
    boolean covered = amount.compareTo(there) <= 0 && spent.compareTo(amount) <= 0;
    Optional<EvmChain.Done> result =
        deeds.attempt(
            "release",
            operator,
            world.escrow,
            "release",
            requester,
            amount,
            spent,
            Keccak.of(Records.MODEL));
    assertThat(result.isPresent()).as("a release of what is held").isEqualTo(covered);
    result.ifPresent(ok -> held.merge(requester, amount.negate(), BigInteger::add));
    if (result.isPresent() && spent.signum() > 0) {
      deeds.did("spend what is held");
    }
  }

  private BigInteger heldOf(String requester) {
    return held.getOrDefault(requester, BigInteger.ZERO);
  }

  private BigInteger part(BigInteger of) {
    return of.multiply(BigInteger.valueOf(deeds.below(101))).divide(BigInteger.valueOf(100));
  }

  void post() {
    BigInteger fees = world.rewards.number("feesReceived");
    boolean uncollected = deeds.oneIn(8) && fees.signum() > 0;
    BigInteger each = fees.divide(BigInteger.valueOf(nodes.size()));
    List<Earning> earnings = earnings(uncollected ? each.add(each).add(BigInteger.ONE) : each);
    List<Usage> usages = usages();
    long number = active == null ? 1 : active.epoch().number() + 1;
    var truth = world.epoch(number, earnings, usages);
    boolean lie = deeds.oneIn(3);
    var epoch = lie ? understated(truth) : truth;
    Optional<EvmChain.Done> result =
        deeds.attempt("post", EconomyWorld.POSTER, world.rewards, "post", world.posting(epoch));
    assertThat(result.isPresent() && epoch.fees().compareTo(fees) > 0)
        .as("more fees than came in")
        .isFalse();
    result.ifPresent(ok -> pending = new Round(epoch, earnings, usages, lie));
  }

  private List<Earning> earnings(BigInteger fees) {
    var earnings = new ArrayList<Earning>();
    for (Identity node : nodes) {
      Earning before = earned.get(node.address());
      BigInteger emission = before == null ? BigInteger.ZERO : before.emission();
      long work = (before == null ? 0 : before.work()) + deeds.below(2_000_000);
      BigInteger more = infer(1 + deeds.below(2_000));
      earnings.add(new Earning(node.address(), fees, emission.add(more), work));
    }
    return earnings;
  }

  private List<Usage> usages() {
    var usages = new ArrayList<Usage>();
    for (Identity requester : requesters) {
      Usage before = used.get(requester.address());
      long tokens = deeds.below(20_000_000);
      usages.add(
          new Usage(
              requester.address(),
              Records.MODEL,
              (before == null ? 0 : before.microInfer()) + tokens / 2,
              (before == null ? 0 : before.tokens()) + tokens));
    }
    return usages;
  }

  /** Half of what the leaves add to the totals before. */
  private EconomyWorld.Posted understated(EconomyWorld.Posted truth) {
    BigInteger fees = active == null ? BigInteger.ZERO : active.epoch().fees();
    BigInteger emission = active == null ? BigInteger.ZERO : active.epoch().emission();
    return new EconomyWorld.Posted(
        truth.number(),
        fees.add(truth.fees().subtract(fees).divide(BigInteger.TWO)),
        emission.add(truth.emission().subtract(emission).divide(BigInteger.TWO)),
        truth.leaves(),
        truth.heads());
  }

  void activateOrVeto() {
    if (pending == null) {
      return;
    }
    if (deeds.oneIn(4)) {
      deeds
          .attempt("veto", EconomyWorld.GUARD, world.rewards, "veto")
          .ifPresent(ok -> pending = null);
      return;
    }
    world.chain.pass(EconomyWorld.DELAY);
    world.activate(pending.epoch());
    deeds.did("activate");
    BigInteger before = active == null ? BigInteger.ZERO : active.epoch().emission();
    minted = minted.add(pending.epoch().emission().subtract(before));
    active = pending;
    pending = null;
    active.earnings().forEach(earning -> earned.put(earning.earner(), earning));
    active.usages().forEach(usage -> used.put(usage.requester(), usage));
    if (active.lie()) {
      active.earnings().forEach(this::claim);
    }
    active.usages().forEach(this::debit);
  }

  void claim() {
    if (active != null) {
      claim(deeds.any(active.earnings()));
    }
  }

  private void claim(Earning earning) {
    Object[] arguments = EconomyWorld.claim(active.epoch(), earning);
    boolean more = deeds.oneIn(5);
    if (more) {
      arguments[1] = ((BigInteger) arguments[1]).add(BigInteger.ONE);
    }
    Optional<EvmChain.Done> result =
        deeds.attempt("claim", EconomyWorld.ANYONE, world.rewards, "claim", arguments);
    assertThat(result.isPresent() && more).as("more claimed than a leaf says").isFalse();
    result.ifPresent(
        ok -> {
          var values = ok.only("Claimed").values();
          paidFees = paidFees.add((BigInteger) values.get("fees"));
          paidEmission = paidEmission.add((BigInteger) values.get("emission"));
        });
  }

  void debit() {
    if (active != null) {
      debit(deeds.any(active.usages()));
    }
  }

  private void debit(Usage usage) {
    Identity requester =
        requesters.stream()
            .filter(one -> one.address().equals(usage.requester()))
            .findFirst()
            .orElseThrow();
    boolean forged = deeds.oneIn(4);
    var allowed =
        world.allowed(
            forged ? deeds.any(nodes) : requester,
            new Authorisation(Records.MODEL, 1L << 40, 500_000, 1L << 40));
    Object[] arguments = world.debit(active.epoch(), usage, allowed);
    Optional<EvmChain.Done> result =
        deeds.attempt("debit", EconomyWorld.ANYONE, world.escrow, "debit", arguments);
    assertThat(forged && result.isPresent()).as("a forged authorisation debits").isFalse();
  }

  /** All emission of active epochs. */
  BigInteger minted() {
    return minted;
  }

  void check() {
    BigInteger deposits = BigInteger.ZERO;
    for (Identity requester : requesters) {
      var account = world.escrow.ask("accounts", requester.address());
      BigInteger its = heldOf(requester.address());
      assertThat(world.escrow.number("held", OPERATOR, requester.address())).isEqualTo(its);
      deposits =
          deposits.add((BigInteger) account.get(0)).add((BigInteger) account.get(1)).add(its);
    }
    assertThat(world.balance(world.escrow.address().text())).as("escrow").isEqualTo(deposits);

    BigInteger fees = active == null ? BigInteger.ZERO : active.epoch().fees();
    BigInteger emission = active == null ? BigInteger.ZERO : active.epoch().emission();
    assertThat(paidFees).as("fees claimed").isLessThanOrEqualTo(fees);
    assertThat(paidEmission).as("emission claimed").isLessThanOrEqualTo(emission);
    assertThat(world.rewards.ask("unclaimed"))
        .isEqualTo(List.of(fees.subtract(paidFees), emission.subtract(paidEmission)));
    assertThat(world.balance(world.rewards.address().text()))
        .as("rewards")
        .isEqualTo(
            world
                .rewards
                .number("feesReceived")
                .add(minted)
                .subtract(paidFees)
                .subtract(paidEmission));
    assertThat(world.token.number("emitted")).isEqualTo(minted);
  }
}
