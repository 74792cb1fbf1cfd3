package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.SettlementEvent;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Authorisation;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.SlashEvidence;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Does random things to the contracts, and keeps account of what they may have done. */
final class EconomyModel {
  private static final int NODES = 4;
  private static final int REQUESTERS = 3;

  private final EconomyWorld world;
  private final EvmChain chain;
  private final Random random;
  private final List<Identity> nodes;
  private final List<Identity> requesters;
  private final Set<String> holders = new HashSet<>();

  private final List<SlashEvidence> evidence = new ArrayList<>();
  private final Set<Bytes32> guilty = new HashSet<>();
  private final Set<Bytes32> slashed = new HashSet<>();
  private final Map<String, BigInteger> stakes = new HashMap<>();
  private final Map<Bytes32, BigInteger> bonds = new HashMap<>();
  private BigInteger burned = BigInteger.ZERO;

  private final Map<String, Earning> earned = new LinkedHashMap<>();
  private final Map<String, Usage> used = new LinkedHashMap<>();
  private EconomyWorld.Posted pending;
  private EconomyWorld.Posted active;
  private List<Earning> pendingEarnings = List.of();
  private List<Earning> activeEarnings = List.of();
  private List<Usage> pendingUsages = List.of();
  private List<Usage> activeUsages = List.of();
  private BigInteger paid = BigInteger.ZERO;
  private BigInteger minted = BigInteger.ZERO;

  private long lane;
  private long requests;
  private int refused;
  private final Map<String, Integer> done = new TreeMap<>();

  EconomyModel(EconomyWorld world, long seed) {
    this.world = world;
    this.chain = world.chain;
    this.random = new Random(seed);
    this.nodes = IntStream.range(0, NODES).mapToObj(i -> Records.identity(400 + i)).toList();
    this.requesters =
        IntStream.range(0, REQUESTERS).mapToObj(i -> Records.identity(500 + i)).toList();
    for (Identity node : nodes) {
      world.base.fund(node.address(), infer(20_000));
      chain.send(node.address(), world.base.staking, "stake", node.address(), infer(6_000));
      stakes.put(node.address(), infer(6_000));
    }
    for (Identity requester : requesters) {
      world.fund(requester.address(), world.escrow, infer(500));
    }
    holders.addAll(
        List.of(
            EconomyWorld.TREASURY,
            EconomyWorld.ANYONE,
            EconomyWorld.AUTHOR,
            EconomyWorld.NETWORK_PART,
            Records.REQUESTER,
            world.base.staking.address().text(),
            world.rewards.address().text(),
            world.escrow.address().text()));
    nodes.forEach(node -> holders.add(node.address()));
    requesters.forEach(requester -> holders.add(requester.address()));
  }

  /** One random deed. */
  void step() {
    switch (random.nextInt(17)) {
      case 0, 1 -> stake();
      case 2 -> unbond();
      case 3 -> withdraw();
      case 4, 5 -> fault();
      case 6, 7 -> accuse();
      case 8, 9 -> slash();
      case 10 -> appeal();
      case 11 -> anchorWrongly();
      case 12 -> deposit();
      case 13 -> post();
      case 14 -> activateOrVeto();
      case 15 -> claim();
      default -> debit();
    }
    if (random.nextInt(3) == 0) {
      chain.pass(Duration.ofHours(6 + random.nextInt(60)));
    }
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Optional<EvmChain.Done> attempt(
      String what, String from, Contract contract, String function, Object... arguments) {
    Optional<EvmChain.Done> result = chain.attempt(from, contract, function, arguments);
    if (result.isPresent()) {
      done.merge(what, 1, Integer::sum);
    } else {
      refused++;
    }
    return result;
  }

  private void stake() {
    String node = any(nodes).address();
    BigInteger amount = infer(random.nextInt(3_000));
    attempt("stake", node, world.base.staking, "stake", node, amount)
        .ifPresent(ok -> stakes.merge(node, amount, BigInteger::add));
  }

  private void unbond() {
    attempt(
        "unbond", any(nodes).address(), world.base.staking, "unbond", infer(random.nextInt(3_000)));
  }

  private void withdraw() {
    String node = any(nodes).address();
    attempt("withdraw", node, world.base.staking, "withdraw", node)
        .ifPresent(
            ok -> {
              var amount = (BigInteger) ok.only("Withdrawn").values().get("amount");
              stakes.merge(node, amount.negate(), BigInteger::add);
            });
    String requester = any(requesters).address();
    attempt("take back", requester, world.escrow, "requestWithdrawal", infer(random.nextInt(20)));
    attempt("take back", requester, world.escrow, "withdraw", requester);
  }

  private void fault() {
    Identity wrong = any(nodes);
    String requestId = "q-" + requests++;
    int count = 1 + random.nextInt(6);
    boolean forged = random.nextInt(4) == 0;
    var leaf = Faults.resultLeaf(wrong, requestId);
    Identity signer = forged ? Records.identity(600) : wrong;
    SettlementEvent event =
        Faults.blaming(
            requestId,
            wrong,
            leaf,
            Faults.signed(signer, leaf, random.nextInt(count), count),
            nodes.stream()
                .filter(node -> node != wrong)
                .map(Identity::address)
                .toArray(String[]::new));
    long offset = world.base.nextOffset();
    Batch batch =
        world.base.anchor(event, Faults.paid("p-" + requests, List.of(), Records.node(1)));
    lane = world.base.nextOffset();
    evidence.add(Faults.evidence(batch, offset, wrong));
    if (!forged) {
      guilty.add(caseOf(evidence.get(evidence.size() - 1)));
    }
  }

  private static Bytes32 caseOf(SlashEvidence evidence) {
    return Keccak.of(
        Abi.encode(
            new AbiType.Tuple(
                List.of(
                    new AbiType.Word("address"),
                    new AbiType.Word("address"),
                    new AbiType.Word("bytes32"))),
            List.of(
                evidence.fault().getNodeId(),
                evidence.event().getRequester(),
                Keccak.of(evidence.event().getRequestId()))));
  }

  private void accuse() {
    if (evidence.isEmpty()) {
      return;
    }
    Object[] arguments = Structs.accuse(recent());
    if (random.nextInt(4) == 0) {
      arguments[random.nextInt(2) * 2] =
          random.nextBoolean() ? Structs.accuse(any(evidence))[0] : arguments[0];
      if (!(arguments[2] instanceof List<?> proof) || !isProof(proof)) {
        arguments[2] = List.of(Keccak.of("nonsense"));
      }
    }
    attempt("accuse", EconomyWorld.ANYONE, world.base.staking, "accuse", arguments)
        .ifPresent(
            ok -> assertThat(guilty).contains((Bytes32) ok.only("Accused").values().get("id")));
  }

  /** Mostly one of the last, so that cases are carried out while there is a stake. */
  private SlashEvidence recent() {
    int last = evidence.size();
    return random.nextInt(4) == 0
        ? any(evidence)
        : evidence.get(Math.max(0, last - 1 - random.nextInt(5)));
  }

  private static boolean isProof(List<?> value) {
    return value.stream().allMatch(Bytes32.class::isInstance);
  }

  private void slash() {
    if (evidence.isEmpty()) {
      return;
    }
    SlashEvidence which = recent();
    Object[] arguments = Structs.slash(which);
    if (random.nextInt(5) == 0) {
      arguments[0] = any(nodes).address();
    }
    attempt("slash", EconomyWorld.ANYONE, world.base.staking, "slash", arguments)
        .ifPresent(
            ok -> {
              var values = ok.only("Slashed").values();
              Bytes32 id = (Bytes32) values.get("id");
              assertThat(guilty).as("stake taken without evidence").contains(id);
              assertThat(slashed.add(id)).as("a request used twice").isTrue();
              BigInteger bond = Optional.ofNullable(bonds.remove(id)).orElse(BigInteger.ZERO);
              burned = burned.add((BigInteger) values.get("burned")).add(bond);
              stakes.merge(
                  values.get("node").toString(),
                  ((BigInteger) values.get("amount")).negate(),
                  BigInteger::add);
            });
  }

  private void appeal() {
    if (evidence.isEmpty()) {
      return;
    }
    SlashEvidence which = any(evidence);
    String node = which.fault().getNodeId();
    Bytes32 requestId = Keccak.of(which.event().getRequestId());
    String requester = which.event().getRequester();
    attempt("appeal", node, world.base.staking, "appeal", requester, requestId, "no")
        .ifPresent(ok -> bonds.put(caseOf(which), infer(50)));
    if (random.nextBoolean()) {
      attempt(
              "acquit",
              StakingWorld.ARBITER,
              world.base.staking,
              "acquit",
              node,
              requester,
              requestId)
          .ifPresent(ok -> bonds.remove(caseOf(which)));
    }
  }

  private void anchorWrongly() {
    long wrong = lane + (random.nextBoolean() ? 1 + random.nextInt(5) : -1 - random.nextInt(5));
    Object[] arguments = {0, Math.max(0, wrong), wrong + 10, Keccak.of("root"), 1, Keccak.of("a")};
    if (wrong == lane || wrong < 0) {
      return;
    }
    assertThat(attempt("gap", StakingWorld.ANCHORER, world.base.log, "anchor", arguments))
        .as("a batch at %d of a lane at %d", wrong, lane)
        .isEmpty();
  }

  private void deposit() {
    String requester = any(requesters).address();
    attempt("deposit", requester, world.escrow, "deposit", requester, infer(random.nextInt(60)));
    attempt("hold", any(nodes).address(), world.escrow, "hold", requester, infer(1));
  }

  private void post() {
    var earnings = new ArrayList<Earning>();
    var usages = new ArrayList<Usage>();
    BigInteger fees = world.rewards.number("feesReceived");
    BigInteger part = fees.divide(BigInteger.valueOf(NODES));
    for (Identity node : nodes) {
      Earning before = earned.get(node.address());
      BigInteger emission = infer(random.nextInt(2_000));
      BigInteger base = before == null ? BigInteger.ZERO : before.emission();
      long work = (before == null ? 0 : before.work()) + random.nextInt(2_000_000);
      earnings.add(new Earning(node.address(), part, base.add(emission), work));
    }
    for (Identity requester : requesters) {
      Usage before = used.get(requester.address());
      long tokens = random.nextInt(20_000_000);
      long cost = tokens / 2;
      usages.add(
          new Usage(
              requester.address(),
              Records.MODEL,
              (before == null ? 0 : before.microInfer()) + cost,
              (before == null ? 0 : before.tokens()) + tokens));
    }
    long number =
        world.rewards.ask("active").get(3) instanceof BigInteger n ? n.longValue() + 1 : 1;
    var epoch = world.epoch(number, earnings, usages);
    attempt("post", EconomyWorld.POSTER, world.rewards, "post", world.posting(epoch))
        .ifPresent(
            ok -> {
              pending = epoch;
              pendingEarnings = earnings;
              pendingUsages = usages;
            });
  }

  private void activateOrVeto() {
    if (pending == null) {
      return;
    }
    if (random.nextInt(4) == 0) {
      attempt("veto", EconomyWorld.GUARD, world.rewards, "veto").ifPresent(ok -> pending = null);
      return;
    }
    chain.pass(EconomyWorld.DELAY);
    BigInteger before = active == null ? BigInteger.ZERO : active.emission();
    world.activate(pending);
    done.merge("activate", 1, Integer::sum);
    minted = minted.add(pending.emission().subtract(before));
    active = pending;
    activeEarnings = pendingEarnings;
    activeUsages = pendingUsages;
    activeEarnings.forEach(earning -> earned.put(earning.earner(), earning));
    activeUsages.forEach(usage -> used.put(usage.requester(), usage));
    pending = null;
    for (Usage usage : activeUsages) {
      debit(usage);
    }
  }

  private void claim() {
    if (active == null) {
      return;
    }
    Earning earning = any(activeEarnings);
    Object[] arguments = EconomyWorld.claim(active, earning);
    if (random.nextInt(5) == 0) {
      arguments[1] = ((BigInteger) arguments[1]).add(BigInteger.ONE);
    }
    attempt("claim", EconomyWorld.ANYONE, world.rewards, "claim", arguments)
        .ifPresent(
            ok -> {
              var values = ok.only("Claimed").values();
              paid =
                  paid.add((BigInteger) values.get("fees"))
                      .add((BigInteger) values.get("emission"));
            });
  }

  private void debit() {
    if (active != null) {
      debit(any(activeUsages));
    }
  }

  private void debit(Usage usage) {
    Identity signer =
        requesters.stream()
            .filter(r -> r.address().equals(usage.requester()))
            .findFirst()
            .orElseThrow();
    if (random.nextInt(4) == 0) {
      signer = any(nodes);
    }
    var allowed =
        world.allowed(signer, new Authorisation(Records.MODEL, 1L << 40, 500_000, 1L << 40));
    boolean forged = !signer.address().equals(usage.requester());
    Optional<EvmChain.Done> result =
        attempt(
            "debit",
            EconomyWorld.ANYONE,
            world.escrow,
            "debit",
            world.debit(active, usage, allowed));
    assertThat(forged && result.isPresent()).as("a forged authorisation debits").isFalse();
  }

  /** What must hold now. */
  void check() {
    BigInteger supply = world.token.number("totalSupply");
    BigInteger held = BigInteger.ZERO;
    for (String holder : holders) {
      held = held.add(world.balance(holder));
    }
    assertThat(held).as("everything is somebody's").isEqualTo(supply);
    assertThat(supply).as("supply").isEqualTo(infer(400_000_000).add(minted).subtract(burned));
    assertThat(world.token.number("emitted")).isEqualTo(minted);

    BigInteger staked = bonds.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    for (Identity node : nodes) {
      var stake = world.base.stakeOf(node.address());
      BigInteger its = ((BigInteger) stake.get(0)).add((BigInteger) stake.get(1));
      assertThat(its)
          .as("stake of " + node)
          .isEqualTo(stakes.getOrDefault(node.address(), BigInteger.ZERO));
      staked = staked.add(its);
    }
    assertThat(world.balance(world.base.staking.address().text())).isEqualTo(staked);

    BigInteger deposits = BigInteger.ZERO;
    for (Identity requester : requesters) {
      var account = world.escrow.ask("accounts", requester.address());
      deposits = deposits.add((BigInteger) account.get(0)).add((BigInteger) account.get(1));
    }
    assertThat(world.balance(world.escrow.address().text())).as("escrow").isEqualTo(deposits);

    BigInteger posted = active == null ? BigInteger.ZERO : active.fees().add(active.emission());
    assertThat(paid).as("claims").isLessThanOrEqualTo(posted);
    var left = world.rewards.ask("unclaimed");
    assertThat(((BigInteger) left.get(0)).add((BigInteger) left.get(1)))
        .as("unclaimed")
        .isEqualTo(posted.subtract(paid));
    assertThat(world.balance(world.rewards.address().text()))
        .as("rewards")
        .isEqualTo(world.rewards.number("feesReceived").add(minted).subtract(paid));
    assertThat(world.base.log.ask("lanes", 0).get(0)).isEqualTo(BigInteger.valueOf(lane));
  }

  int count(String what) {
    return done.getOrDefault(what, 0);
  }

  int refused() {
    return refused;
  }

  String tally() {
    return done + ", " + refused + " refused";
  }
}
