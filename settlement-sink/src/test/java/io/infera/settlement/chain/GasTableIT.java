package io.infera.settlement.chain;

import static io.infera.settlement.chain.EconomyWorld.ANYONE;
import static io.infera.settlement.chain.EvmChain.infer;
import static io.infera.settlement.chain.StakingWorld.ADMIN;
import static io.infera.settlement.chain.StakingWorld.ANCHORER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.SettlementEvent;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Authorisation;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.EpochLeaves.Earning;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.SlashEvidence;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What everything costs, beside what a first trial of the design cost, and where it goes. Prints
 * both tables and leaves them in {@code target/gas-table.md}; fails where anything became dearer.
 */
class GasTableIT {
  private static final Identity NODE = Records.identity(3);
  private static final Identity REQUESTER = Records.identity(100);
  private static final Identity[] ATTESTERS = {
    Records.identity(51), Records.identity(52), Records.identity(53)
  };
  private static final int EARNERS = 1_000;

  private static EconomyWorld world;
  private static EvmChain chain;
  private final List<String> rows = new ArrayList<>();
  private final List<String> items = new ArrayList<>();

  @BeforeAll
  static void deploy() {
    world = new EconomyWorld();
    chain = world.chain;
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void shouldCostNoMoreThanItDid() throws IOException {
    slashes();
    epochs();
    debits();
    batches();
    String table =
        "| what | gas | in the trial |\n|---|---|---|\n"
            + String.join("\n", rows)
            + "\n\n| what | transaction and data | empty slots written | other slots written"
            + " | slots read | events | calls | computing | all |\n|---|---|---|---|---|---|---|---|---|\n"
            + String.join("\n", items)
            + "\n";
    System.out.println(table);
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/gas-table.md"), table);
  }

  private void row(String what, long gas, String before) {
    rows.add("| %s | %,d | %s |".formatted(what, gas, before));
  }

  /** Sends a call, of which it is known then where its gas goes. */
  private long itemised(
      String what, String from, Contract contract, String function, Object... arguments) {
    GasItems found = GasItems.of(chain, from, contract, function, arguments);
    items.add(found.row(what));
    long gas = chain.send(from, contract, function, arguments).gas();
    assertThat(found.total()).as(what).isEqualTo(gas);
    return gas;
  }

  private void batches() {
    anchor(1); // its lane has begun
    assertThat(itemisedAnchor(1)).isLessThanOrEqualTo(56_700);
    for (int size : List.of(1, 100, 1_000, 10_000)) {
      long gas = anchor(size);
      String bar = size == 1 ? "44,600 (alone)" : "%,.2f".formatted(63_700.0 / size);
      rows.add(
          "| a verdict in a batch of %,d | %,.2f (%,d the batch) | %s |"
              .formatted(size, (double) gas / size, gas, bar));
      assertThat(gas).isLessThanOrEqualTo(57_000);
    }
    long alone = anchor(100);
    var addresses = List.of(ATTESTERS).stream().map(Identity::address).toList();
    chain.send(ADMIN, world.base.log, "setAttesters", addresses, List.of(), 3);
    anchorAttested(100);
    long attested = anchorAttested(100);
    row("three attesters, more a batch", attested - alone, "24,000");
    assertThat(attested - alone).isLessThanOrEqualTo(24_000);
  }

  private long next;

  private long anchor(int size) {
    return chain.send(ANCHORER, world.base.log, "anchor", anchoring(size)).gas();
  }

  private long itemisedAnchor(int size) {
    return itemised("anchor a batch", ANCHORER, world.base.log, "anchor", anchoring(size));
  }

  private Object[] anchoring(int size) {
    Batch batch = AttestersIT.batch(from(), size);
    next = batch.range().next();
    return List.of(AttestersIT.attested(chain, world.base.log, batch)).subList(0, 6).toArray();
  }

  private long anchorAttested(int size) {
    Batch batch = AttestersIT.batch(from(), size);
    next = batch.range().next();
    return chain
        .send(
            ANYONE,
            world.base.log,
            "anchorAttested",
            AttestersIT.attested(chain, world.base.log, batch, ATTESTERS))
        .gas();
  }

  private long from() {
    return Math.max(next, world.base.nextOffset());
  }

  private void slashes() {
    world.base.stake(NODE.address(), infer(10_000));
    Contract staking = world.base.staking;
    SlashEvidence[] evidence = {fault("f-1"), fault("f-2")};
    Object[] bent = Structs.accuse(evidence[0]);
    long withoutAnchor = withProof(bent, List.of(Keccak.of("x")));
    long withoutSignature = withSignature(bent);
    long[] accused = new long[2];
    long[] slashed = new long[2];
    for (int i = 0; i < 2; i++) {
      String time = i == 0 ? ", first" : ", again";
      Object[] accusation = Structs.accuse(evidence[i]);
      accused[i] = itemised("accuse" + time, ANYONE, staking, "accuse", accusation);
      chain.pass(Duration.ofSeconds(StakingWorld.CHALLENGE));
      Object[] slash = Structs.slash(evidence[i]);
      slashed[i] = itemised("carry out" + time, ANYONE, staking, "slash", slash);
    }
    row("accuse, first", accused[0], "–");
    row("accuse, again", accused[1], "–");
    row("of it, path and node's signature (10 results)", withoutSignature - withoutAnchor, "none");
    row("carry out, first (requester, 2 honest, burn)", slashed[0], "95,600 in one step");
    row("carry out, again", slashed[1], "78,500 in one step");
    assertThat(withoutSignature - withoutAnchor).isLessThanOrEqualTo(11_900);
    assertThat(accused[0]).isLessThanOrEqualTo(117_000);
    assertThat(accused[1]).isLessThanOrEqualTo(100_000);
    assertThat(slashed[0]).isLessThanOrEqualTo(225_000);
    assertThat(slashed[1]).isLessThanOrEqualTo(178_500);
  }

  private long withProof(Object[] evidence, List<Object> proof) {
    Object[] bent = evidence.clone();
    var longer = new ArrayList<Object>((List<?>) bent[2]);
    longer.set(0, proof.get(0));
    bent[2] = longer;
    return chain.gasOfFailure(ANYONE, world.base.staking, "accuse", bent);
  }

  private long withSignature(Object[] evidence) {
    Object[] bent = evidence.clone();
    var signed = new ArrayList<Object>((List<?>) bent[3]);
    byte[] signature = ((byte[]) signed.get(3)).clone();
    signature[40] ^= 1;
    signed.set(3, signature);
    bent[3] = signed;
    return chain.gasOfFailure(ANYONE, world.base.staking, "accuse", bent);
  }

  /** A fault in a batch of a thousand, of a result signed with nine others. */
  private static SlashEvidence fault(String requestId) {
    var events = new ArrayList<SettlementEvent>();
    long first = world.base.nextOffset();
    for (int i = 0; i < 999; i++) {
      events.add(Faults.paid(requestId + "-" + i, List.of(), Records.node(1)));
    }
    events.add(500, Faults.settlement(requestId, NODE, 4, 10, Records.node(1), Records.node(2)));
    Batch batch = world.base.anchor(events.toArray(new SettlementEvent[0]));
    return Faults.evidence(batch, first + 500, NODE);
  }

  private void epochs() {
    world.collect(infer(2_000));
    long[] posted = new long[2];
    long[] claimed = new long[2];
    long poor = 0;
    long activated = 0;
    chain.send(EconomyWorld.TREASURY, world.token, "transfer", Records.node(1_007), infer(1));
    for (int number = 1; number <= 2; number++) {
      var earnings = new ArrayList<Earning>();
      for (int i = 0; i < EARNERS; i++) {
        BigInteger amount = infer(1).multiply(BigInteger.valueOf(number)).divide(BigInteger.TWO);
        earnings.add(new Earning(Records.node(1_000 + i), amount, amount, 1_000L * number));
      }
      var epoch = world.epoch(number, earnings, List.of());
      posted[number - 1] = world.post(epoch).gas();
      chain.pass(EconomyWorld.DELAY);
      activated = world.activate(epoch).gas();
      Object[] claim = EconomyWorld.claim(epoch, earnings.get(7));
      if (number == 1) {
        Object[] other = EconomyWorld.claim(epoch, earnings.get(8));
        poor = chain.send(ANYONE, world.rewards, "claim", other).gas();
      }
      String what = number == 1 ? "claim, first" : "claim, again";
      claimed[number - 1] = itemised(what, ANYONE, world.rewards, "claim", claim);
    }
    row("reward root, first", posted[0], "127,600");
    row("reward root, again", posted[1], "127,600");
    row("activate, mints the emission", activated, "–");
    row("claim, first, by who had no INFER (of 1,000 earners)", poor, "–");
    row("claim, first, by who had some", claimed[0], "74,700");
    row("claim, again", claimed[1], "62,900");
    assertThat(posted[0]).isLessThanOrEqualTo(120_000);
    assertThat(posted[1]).isLessThanOrEqualTo(66_500);
    assertThat(claimed[0]).isLessThanOrEqualTo(87_000);
    assertThat(claimed[1]).isLessThanOrEqualTo(70_000);
    assertThat(poor).isLessThanOrEqualTo(105_000);
    assertThat(activated).isLessThanOrEqualTo(117_000);
  }

  private void debits() {
    world.deposit(REQUESTER.address(), infer(100));
    var allowed =
        world.allowed(
            REQUESTER, new Authorisation(Records.MODEL, 50_000_000, 1_000_000, 4_000_000_000L));
    for (int number = 3; number <= 4; number++) {
      var usage =
          new Usage(REQUESTER.address(), Records.MODEL, 1_000_000L * number, 9_000_000L * number);
      var epoch =
          world.run(
              number,
              List.of(new Earning(ANYONE, infer(1_000), infer(1_000), 1)),
              List.of(usage, new Usage(ANYONE, Records.MODEL, 1, 1)));
      long gas =
          chain.send(ANYONE, world.escrow, "debit", world.debit(epoch, usage, allowed)).gas();
      row("debit of a requester and model, " + (number == 3 ? "first" : "again"), gas, "–");
      assertThat(gas).isLessThanOrEqualTo(number == 3 ? 178_000 : 127_000);
    }
  }
}
