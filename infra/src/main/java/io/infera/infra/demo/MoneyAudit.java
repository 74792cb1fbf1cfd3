package io.infera.infra.demo;

import io.infera.infra.demo.Money.Fees;
import io.infera.infra.demo.Money.Purse;
import io.infera.infra.demo.Money.Requester;
import io.infera.infra.demo.Money.Supply;
import io.infera.runtime.InferAmount;
import io.infera.schemas.identity.Identity;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractAbi.Event;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.chain.EventReader.Seen;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.rewards.EpochStatement;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads from the chain what is whose, and whether it adds up. */
final class MoneyAudit {
  private static final BigInteger MICRO = BigInteger.TEN.pow(12);

  private final ChainClient chain;
  private final Economy economy;
  private final EpochStatement epoch;
  private final List<Seen> events;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param epoch the last active one, made again from archive and chain
   */
  MoneyAudit(ChainClient chain, Economy economy, EpochStatement epoch) {
    this.chain = chain;
    this.economy = economy;
    this.epoch = epoch;
    this.events =
        new EventReader(
                chain,
                Stream.of(EconomyContract.STAKING, EconomyContract.ESCROW)
                    .map(contract -> economy.contract(chain, contract))
                    .toList())
            .read(economy.block(), chain.head().number());
  }

  /**
   * @param kinds every node, by its id
   * @param keys directory of the keys of everybody who may have INFER
   */
  Money audit(Map<String, NodeKind> kinds, String requester, Path keys) {
    List<Purse> purses =
        kinds.entrySet().stream().map(node -> purse(node.getKey(), node.getValue())).toList();
    Requester who = requester(requester);
    Fees fees = fees();
    Supply supply = supply(keys);
    holdings(kinds);
    return new Money(
        purses, who, fees, supply, epoch.number(), named("Slashed").size(), List.copyOf(problems));
  }

  private Purse purse(String node, NodeKind kind) {
    List<Object> stake = contract(EconomyContract.STAKING).ask("stakes", node);
    List<Object> paid = contract(EconomyContract.REWARDS).ask("paid", node);
    boolean ejected = (Boolean) stake.get(5);
    BigInteger taken = sum("Slashed", event -> is(event, "node", node), "amount");
    boolean wrong = kind == NodeKind.IMPOSTOR;
    check(
        ejected == wrong,
        "%s (%s) should %sbe ejected on the chain".formatted(node, kind, wrong ? "" : "not "));
    check(
        taken.signum() > 0 == wrong,
        "%s (%s) should have lost %s stake, and lost %s"
            .formatted(node, kind, wrong ? "some" : "no", amount(taken)));
    Earning earning =
        epoch.earning(node).orElse(new Earning(node, BigInteger.ZERO, BigInteger.ZERO, 0));
    check(
        paid.get(0).equals(earning.fees()) && paid.get(1).equals(earning.emission()),
        "%s (%s) should have claimed all it earned".formatted(node, kind));
    check(
        kind != NodeKind.HONEST || earning.emission().signum() > 0,
        "the honest node %s should have earned something".formatted(node));
    return new Purse(
        node,
        kind,
        amount(stake.get(0)),
        amount(stake.get(1)),
        amount(paid.get(0)),
        amount(paid.get(1)),
        amount(taken),
        amount(received(node)),
        ejected);
  }

  /** What a slash brought somebody: what the stakes' contract paid out and was no withdrawal. */
  private BigInteger received(String who) {
    var staking = economy.address(EconomyContract.STAKING);
    return new EventReader(chain, List.of(contract(EconomyContract.TOKEN)))
        .read(economy.block(), chain.head().number()).stream()
            .map(Seen::event)
            .filter(event -> event.name().equals("Transfer"))
            .filter(event -> is(event, "from", staking.text()) && is(event, "to", who))
            .map(event -> (BigInteger) event.values().get("value"))
            .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private Requester requester(String requester) {
    List<Object> account = contract(EconomyContract.ESCROW).ask("accounts", requester);
    Predicate<Event> own = event -> is(event, "requester", requester);
    BigInteger debited = sum("Debited", own, "amount");
    BigInteger used =
        epoch.usages().stream()
            .filter(usage -> usage.requester().equals(requester))
            .map(Usage::microInfer)
            .map(BigInteger::valueOf)
            .reduce(BigInteger.ZERO, BigInteger::add)
            .multiply(MICRO);
    check(
        debited.equals(used),
        "%s used %s and was debited %s".formatted(requester, amount(used), amount(debited)));
    BigInteger deposited = sum("Deposited", own, "amount");
    check(
        deposited.subtract(debited).equals(account.get(0)),
        "%s deposited %s, was debited %s, and has %s left"
            .formatted(requester, amount(deposited), amount(debited), amount(account.get(0))));
    return new Requester(
        requester,
        amount(deposited),
        amount(debited),
        amount(account.get(0)),
        amount(received(requester)));
  }

  private Fees fees() {
    BigInteger toNodes = sum("Split", any -> true, "toNodes");
    BigInteger toAuthor = sum("Split", any -> true, "toAuthor");
    BigInteger toNetwork = sum("Split", any -> true, "toNetwork");
    BigInteger debited = sum("Debited", any -> true, "amount");
    check(
        toNodes.add(toAuthor).add(toNetwork).equals(debited),
        "the parts of the fees should add up to %s".formatted(amount(debited)));
    check(
        epoch.fees().equals(toNodes),
        "the nodes should have been given fees of %s, and the epoch gives them %s"
            .formatted(amount(toNodes), amount(epoch.fees())));
    return new Fees(amount(toNodes), amount(toAuthor), amount(toNetwork));
  }

  private Supply supply(Path keys) {
    Contract token = contract(EconomyContract.TOKEN);
    BigInteger genesis = token.number("GENESIS");
    BigInteger emitted = token.number("emitted");
    BigInteger burned = sum("Slashed", any -> true, "burned");
    BigInteger total = token.number("totalSupply");
    BigInteger held =
        everybody(keys).stream().map(this::balance).reduce(BigInteger.ZERO, BigInteger::add);
    check(
        genesis.add(emitted).subtract(burned).equals(total),
        "%s and %s less %s should be the supply of %s"
            .formatted(amount(genesis), amount(emitted), amount(burned), amount(total)));
    check(
        held.equals(total),
        "all accounts have %s together, and there are %s".formatted(amount(held), amount(total)));
    check(
        emitted.equals(epoch.emission()),
        "the epochs emit %s, and %s were minted"
            .formatted(amount(epoch.emission()), amount(emitted)));
    return new Supply(
        amount(genesis), amount(emitted), amount(burned), amount(total), amount(held));
  }

  /** What each contract holds is what it owes. */
  private void holdings(Map<String, NodeKind> kinds) {
    Contract staking = contract(EconomyContract.STAKING);
    BigInteger stakes =
        kinds.keySet().stream()
            .map(node -> staking.ask("stakes", node))
            .map(stake -> ((BigInteger) stake.get(0)).add((BigInteger) stake.get(1)))
            .reduce(BigInteger.ZERO, BigInteger::add);
    holds(EconomyContract.STAKING, stakes);
    BigInteger claimed =
        kinds.keySet().stream()
            .map(node -> contract(EconomyContract.REWARDS).ask("paid", node))
            .map(paid -> ((BigInteger) paid.get(0)).add((BigInteger) paid.get(1)))
            .reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger received = contract(EconomyContract.REWARDS).number("feesReceived");
    holds(EconomyContract.REWARDS, received.add(epoch.emission()).subtract(claimed));
  }

  private void holds(EconomyContract contract, BigInteger owed) {
    BigInteger there = balance(economy.address(contract).text());
    check(
        there.equals(owed),
        "%s has %s and owes %s".formatted(contract.title(), amount(there), amount(owed)));
  }

  private TreeSet<String> everybody(Path keys) {
    var everybody = new TreeSet<String>();
    economy.contracts().values().forEach(address -> everybody.add(address.text()));
    try (Stream<Path> files = Files.list(keys)) {
      files
          .filter(file -> file.toString().endsWith(".key"))
          .forEach(file -> everybody.add(Identity.load(file).address()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + keys, e);
    }
    return everybody;
  }

  private BigInteger balance(String address) {
    return contract(EconomyContract.TOKEN).number("balanceOf", address);
  }

  private List<Event> named(String name) {
    return events.stream().map(Seen::event).filter(event -> event.name().equals(name)).toList();
  }

  private BigInteger sum(String name, Predicate<Event> which, String field) {
    return named(name).stream()
        .filter(which)
        .map(event -> (BigInteger) event.values().get(field))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static boolean is(Event event, String field, String value) {
    return value.equals(event.values().get(field).toString());
  }

  private Contract contract(EconomyContract which) {
    return economy.contract(chain, which);
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      problems.add(otherwise);
    }
  }

  private static String amount(Object units) {
    return new InferAmount((BigInteger) units).toString();
  }
}
