package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.SettlementEvent;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.SlashEvidence;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stakes, faults and cases at random, in several lanes, and what may have become of them. */
final class StakeModel {
  private static final int LANES = 3;
  private static final BigInteger FIRST = infer(6_000);

  private final StakingWorld world;
  private final Deeds deeds;
  private final List<Identity> nodes;

  private final List<Known> evidence = new ArrayList<>();
  private final Set<Bytes32> guilty = new HashSet<>();
  private final Set<Bytes32> opened = new HashSet<>();
  private final Set<Bytes32> slashed = new HashSet<>();
  private final Set<Bytes32> spared = new HashSet<>();
  private final Map<String, BigInteger> stakes = new HashMap<>();
  private final Map<Bytes32, BigInteger> bonds = new HashMap<>();
  private final long[] lanes = new long[LANES];
  private BigInteger burned = BigInteger.ZERO;
  private long requests;

  /** An anchored fault, and whether the node's signature under it is another's. */
  private record Known(SlashEvidence evidence, boolean forged) {}

  StakeModel(StakingWorld world, Deeds deeds, List<Identity> nodes) {
    this.world = world;
    this.deeds = deeds;
    this.nodes = nodes;
    for (Identity node : nodes) {
      world.fund(node.address(), infer(20_000));
      world.chain.send(node.address(), world.staking, "stake", node.address(), FIRST);
      stakes.put(node.address(), FIRST);
    }
  }

  void stake() {
    String node = deeds.any(nodes).address();
    BigInteger amount = infer(deeds.below(3_000));
    deeds
        .attempt("stake", node, world.staking, "stake", node, amount)
        .ifPresent(ok -> stakes.merge(node, amount, BigInteger::add));
  }

  void unbond() {
    String node = deeds.any(nodes).address();
    deeds.attempt("unbond", node, world.staking, "unbond", infer(deeds.below(3_000)));
  }

  void withdraw() {
    String node = deeds.any(nodes).address();
    deeds
        .attempt("withdraw", node, world.staking, "withdraw", node)
        .ifPresent(
            ok -> {
              var amount = (BigInteger) ok.only("Withdrawn").values().get("amount");
              stakes.merge(node, amount.negate(), BigInteger::add);
            });
  }

  void fault() {
    fault(deeds.any(nodes), "q-" + requests++);
  }

  /** The same node for the same request once more, with another of its signatures. */
  void faultAgain() {
    if (!evidence.isEmpty()) {
      SlashEvidence before = recent().evidence();
      String node = before.fault().getNodeId();
      Identity wrong =
          nodes.stream().filter(one -> one.address().equals(node)).findFirst().orElseThrow();
      fault(wrong, before.event().getRequestId());
      deeds.did("the same fault again");
    }
  }

  private void fault(Identity wrong, String requestId) {
    int count = 1 + deeds.below(6);
    boolean forged = deeds.oneIn(4);
    var leaf = Faults.resultLeaf(wrong, requestId);
    Identity signer = forged ? Records.identity(600) : wrong;
    String[] honest =
        nodes.stream().filter(node -> node != wrong).map(Identity::address).toArray(String[]::new);
    SettlementEvent event =
        Faults.blaming(
            requestId, wrong, leaf, Faults.signed(signer, leaf, deeds.below(count), count), honest);
    int lane = deeds.below(LANES);
    long offset = lanes[lane];
    Batch batch = anchor(lane, event, Faults.paid("p-" + offset, List.of(), Records.node(1)));
    var known = new Known(Faults.evidence(batch, offset, wrong), forged);
    evidence.add(known);
    if (!forged) {
      guilty.add(caseOf(known.evidence()));
    }
  }

  private Batch anchor(int lane, SettlementEvent... events) {
    Batch batch = world.anchor(lane, events);
    lanes[lane] = batch.range().next();
    return batch;
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

  /** Mostly one of the last, so that cases are carried out while there is a stake. */
  private Known recent() {
    int last = evidence.size();
    return deeds.oneIn(4)
        ? deeds.any(evidence)
        : evidence.get(Math.max(0, last - 1 - deeds.below(5)));
  }

  void accuse() {
    if (evidence.isEmpty()) {
      return;
    }
    Known which = recent();
    Object[] arguments = Structs.accuse(which.evidence());
    boolean bent = deeds.oneIn(8);
    if (bent) {
      arguments[2] = List.of(Keccak.of("nonsense"));
    } else if (deeds.oneIn(8)) {
      arguments[3] = Structs.accuse(deeds.any(evidence).evidence())[3];
    }
    Optional<EvmChain.Done> result =
        deeds.attempt("accuse", StakingWorld.ANYONE, world.staking, "accuse", arguments);
    assertThat(result.isPresent() && (bent || which.forged()))
        .as("an accusation without evidence")
        .isFalse();
    result.ifPresent(
        ok -> {
          Bytes32 id = (Bytes32) ok.only("Accused").values().get("id");
          assertThat(guilty).contains(id);
          assertThat(opened.add(id)).as("a request used twice").isTrue();
        });
  }

  void slash() {
    if (evidence.isEmpty()) {
      return;
    }
    Object[] arguments = Structs.slash(recent().evidence());
    if (deeds.oneIn(5)) {
      arguments[0] = deeds.any(nodes).address();
    }
    deeds
        .attempt("slash", StakingWorld.ANYONE, world.staking, "slash", arguments)
        .ifPresent(ok -> slashed(ok.only("Slashed").values()));
  }

  private void slashed(Map<String, Object> values) {
    Bytes32 id = (Bytes32) values.get("id");
    assertThat(guilty).as("stake taken without evidence").contains(id);
    assertThat(spared).as("stake taken of who was spared").doesNotContain(id);
    assertThat(slashed.add(id)).as("a request used twice").isTrue();
    BigInteger bond = Optional.ofNullable(bonds.remove(id)).orElse(BigInteger.ZERO);
    burned = burned.add((BigInteger) values.get("burned")).add(bond);
    BigInteger amount = (BigInteger) values.get("amount");
    stakes.merge(values.get("node").toString(), amount.negate(), BigInteger::add);
  }

  void appeal() {
    if (evidence.isEmpty()) {
      return;
    }
    SlashEvidence which = recent().evidence();
    String node = which.fault().getNodeId();
    Bytes32 requestId = Keccak.of(which.event().getRequestId());
    String requester = which.event().getRequester();
    deeds
        .attempt("appeal", node, world.staking, "appeal", requester, requestId, "no")
        .ifPresent(ok -> bonds.put(caseOf(which), infer(50)));
    if (deeds.oneIn(3)) {
      String arbiter = StakingWorld.ARBITER;
      deeds
          .attempt("acquit", arbiter, world.staking, "acquit", node, requester, requestId)
          .ifPresent(ok -> spare(which));
    }
  }

  private void spare(SlashEvidence which) {
    bonds.remove(caseOf(which));
    spared.add(caseOf(which));
  }

  /** Anchors another settlement of a request, which refutes a case if it pays the accused. */
  void contradict() {
    if (evidence.isEmpty()) {
      return;
    }
    SlashEvidence which = recent().evidence();
    String node = which.fault().getNodeId();
    boolean pays = !deeds.oneIn(3);
    SettlementEvent event =
        Faults.paid(which.event().getRequestId(), List.of(), pays ? node : Records.node(1));
    int lane = deeds.below(LANES);
    long offset = lanes[lane];
    Batch batch = anchor(lane, event);
    Optional<EvmChain.Done> result =
        deeds.attempt(
            "refute",
            StakingWorld.ANYONE,
            world.staking,
            "refute",
            node,
            Structs.verdict(lane, offset, event),
            Structs.payments(event),
            offset,
            batch.proof(offset, 0));
    assertThat(result.isPresent() && !pays).as("refuted by a payment to others").isFalse();
    result.ifPresent(ok -> spare(which));
  }

  void anchorWrongly() {
    int lane = deeds.below(LANES);
    long stands = lanes[lane];
    long wrong = deeds.oneIn(2) ? stands + 1 + deeds.below(5) : stands - 1 - deeds.below(5);
    if (wrong < 0) {
      return;
    }
    Object[] arguments = {lane, wrong, wrong + 10, Keccak.of("root"), 1, Keccak.of("archive")};
    assertThat(deeds.attempt("gap", StakingWorld.ANCHORER, world.log, "anchor", arguments))
        .as("a batch at %d of lane %d, which stands at %d", wrong, lane, stands)
        .isEmpty();
  }

  /** What slashes have burned, appeals' bonds among it. */
  BigInteger burned() {
    return burned;
  }

  void check() {
    BigInteger staked = bonds.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    for (Identity node : nodes) {
      String address = node.address();
      BigInteger its = world.bonded(address).add(world.unbonding(address));
      assertThat(its).as("stake of " + node).isEqualTo(stakes.get(address));
      staked = staked.add(its);
    }
    assertThat(world.balance(world.staking.address().text())).as("staking").isEqualTo(staked);
    for (int lane = 0; lane < LANES; lane++) {
      assertThat(world.log.ask("lanes", lane).get(0))
          .as("lane %d", lane)
          .isEqualTo(BigInteger.valueOf(lanes[lane]));
    }
  }

  /** In how many lanes something stands. */
  long lanes() {
    return Arrays.stream(lanes).filter(next -> next > 0).count();
  }
}
