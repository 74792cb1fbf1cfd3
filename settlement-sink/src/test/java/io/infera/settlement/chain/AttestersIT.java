package io.infera.settlement.chain;

import static io.infera.settlement.chain.StakingWorld.ADMIN;
import static io.infera.settlement.chain.StakingWorld.ANCHORER;
import static io.infera.settlement.chain.StakingWorld.ANYONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Attestation;
import io.infera.settlement.domain.Batch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A batch that enough independent verifiers signed is anchored, and no other. */
class AttestersIT {
  private static final Identity ONE = Records.identity(51);
  private static final Identity TWO = Records.identity(52);
  private static final Identity THREE = Records.identity(53);
  private static final Identity STRANGER = Records.identity(54);
  private static final Bytes32 ARCHIVE = Keccak.of("archive");

  @RegisterExtension private static final StakingWorld world = new StakingWorld();
  private static final EvmChain chain = world.chain;
  private static final Contract log = world.log;

  @BeforeAll
  static void deploy() {
    world.remember();
  }

  private static void require(int threshold, Identity... attesters) {
    var addresses = List.of(attesters).stream().map(Identity::address).toList();
    chain.send(ADMIN, log, "setAttesters", addresses, List.of(), threshold);
  }

  static Batch batch(long first, int size) {
    var events = new ArrayList<io.infera.event.SettlementEvent>();
    for (int i = 0; i < size; i++) {
      events.add(Faults.paid("r-" + (first + i), List.of(), Records.node(1)));
    }
    return Faults.batch(first, events);
  }

  /** The arguments of an attested anchoring. */
  static Object[] attested(EvmChain chain, Contract log, Batch batch, Identity... signers) {
    var attestation =
        new Attestation(Records.NETWORK, chain.client().chainId(), log.address().text());
    Bytes32 digest =
        attestation.digest(batch.range(), batch.root(), batch.settlements().size(), ARCHIVE);
    var signatures = new ArrayList<Attestation.Signed>();
    for (Identity signer : signers) {
      signatures.add(new Attestation.Signed(signer.address(), Attestation.sign(signer, digest)));
    }
    return arguments(batch, Attestation.join(signatures));
  }

  private static Object[] arguments(Batch batch, byte[] signatures) {
    return new Object[] {
      batch.range().lane(),
      batch.range().first(),
      batch.range().next(),
      batch.root(),
      batch.settlements().size(),
      ARCHIVE,
      signatures
    };
  }

  private static Object[] attested(Batch batch, Identity... signers) {
    return attested(chain, log, batch, signers);
  }

  private static String refused(Object... arguments) {
    return chain.refusal(ANYONE, log, "anchorAttested", arguments);
  }

  @Test
  void shouldAnchorWhatEnoughAttestersSigned() {
    require(2, ONE, TWO, THREE);
    Batch batch = batch(0, 5);

    chain.send(ANYONE, log, "anchorAttested", attested(batch, THREE, ONE));

    assertThat(log.one(Bytes32.class, "rootOf", 0, 0)).isEqualTo(batch.root());
    Batch next = batch(5, 1);
    assertThat(refused(attested(batch, ONE, TWO))).isEqualTo("NotContiguous");
    chain.send(ANYONE, log, "anchorAttested", attested(next, TWO, THREE));
    assertThat(log.number("attesterCount")).isEqualTo(3);
  }

  @Test
  void shouldLetNobodyAnchorAloneOnceThereAreAttesters() {
    require(2, ONE, TWO);
    Batch batch = batch(0, 1);
    Object[] alone = List.of(arguments(batch, new byte[0])).subList(0, 6).toArray();
    assertThat(chain.refusal(ANCHORER, log, "anchor", alone)).isEqualTo("NeedsAttesters");
  }

  /** The first who has the role is kept apart, to be found cheaply: that grants nobody anything. */
  @Test
  void shouldLetAnchorWhoHasTheRoleAndNobodyElse() {
    Bytes32 role = EvmChain.role("ANCHOR_ROLE");
    String denied = "AccessControlUnauthorizedAccount";
    Object[] alone = List.of(arguments(batch(0, 1), new byte[0])).subList(0, 6).toArray();
    assertThat(chain.refusal(ANYONE, log, "anchor", alone)).isEqualTo(denied);

    chain.send(ADMIN, log, "grantRole", role, ANYONE);
    assertThat(chain.refusal(ANYONE, log, "anchor", alone)).isEqualTo("none");
    assertThat(chain.refusal(ANCHORER, log, "anchor", alone)).isEqualTo("none");

    chain.send(ADMIN, log, "revokeRole", role, ANCHORER);
    assertThat(chain.refusal(ANCHORER, log, "anchor", alone)).isEqualTo(denied);
    assertThat(chain.refusal(ANYONE, log, "anchor", alone)).isEqualTo("none");

    chain.send(ADMIN, log, "grantRole", role, ANYONE);
    chain.send(ANYONE, log, "renounceRole", role, ANYONE);
    assertThat(chain.refusal(ANYONE, log, "anchor", alone)).isEqualTo(denied);
    chain.send(ADMIN, log, "grantRole", role, ANCHORER);
    assertThat(chain.refusal(ANCHORER, log, "anchor", alone)).isEqualTo("none");
  }

  @Test
  void shouldRefuseTooFewSignaturesAndSignaturesOfOthers() {
    require(2, ONE, TWO);
    Batch batch = batch(0, 5);
    assertThat(refused(attested(batch))).isEqualTo("TooFewSignatures");
    assertThat(refused(attested(batch, ONE))).isEqualTo("TooFewSignatures");
    assertThat(refused(attested(batch, ONE, TWO, THREE))).isEqualTo("TooFewSignatures");
    assertThat(refused(attested(batch, ONE, STRANGER))).isEqualTo("NotAnAttester");
    assertThat(refused(attested(batch, ONE, ONE))).isEqualTo("NotAnAttester");
    Object[] broken = attested(batch, ONE, TWO);
    broken[6] = new byte[130];
    assertThat(refused(broken)).isEqualTo("NotAnAttester");
  }

  @Test
  void shouldRefuseSignaturesOutOfOrder() {
    require(2, ONE, TWO);
    byte[] right = (byte[]) attested(batch(0, 5), ONE, TWO)[6];
    var swapped = new byte[130];
    System.arraycopy(right, 0, swapped, 65, 65);
    System.arraycopy(right, 65, swapped, 0, 65);
    assertThat(refused(arguments(batch(0, 5), swapped))).isEqualTo("NotAnAttester");
  }

  /** What was signed is every field: a batch that was tampered with has no signature. */
  @Test
  void shouldRefuseATamperedBatch() {
    require(1, ONE);
    Object[] right = attested(batch(0, 5), ONE);
    for (int field = 0; field < 6; field++) {
      Object[] tampered = right.clone();
      tampered[field] =
          right[field] instanceof Bytes32
              ? Keccak.of("tampered")
              : (Object) (((Number) right[field]).longValue() + 1);
      assertThat(refused(tampered)).as("field %d", field).isEqualTo("NotAnAttester");
    }
    assertThat(refused(right)).isEqualTo("none");
  }

  @Test
  void shouldRefuseSignaturesForAnotherContractOrNetwork() {
    require(1, ONE);
    Batch batch = batch(0, 5);
    for (var elsewhere :
        List.of(
            new Attestation("infera-elsewhere", 31_337, log.address().text()),
            new Attestation(Records.NETWORK, 1, log.address().text()),
            new Attestation(Records.NETWORK, 31_337, world.token.address().text()))) {
      Bytes32 digest = elsewhere.digest(batch.range(), batch.root(), 5, ARCHIVE);
      assertThat(refused(arguments(batch, Attestation.sign(ONE, digest))))
          .isEqualTo("NotAnAttester");
    }
  }

  @Test
  void shouldLetWhoGovernsChangeTheAttesters() {
    assertThat(chain.refusal(ANCHORER, log, "setAttesters", List.of(), List.of(), 0))
        .isEqualTo("AccessControlUnauthorizedAccount");
    assertThat(chain.refusal(ADMIN, log, "setAttesters", List.of(ONE.address()), List.of(), 2))
        .isEqualTo("BadThreshold");
    require(1, ONE, TWO);
    chain.send(ADMIN, log, "setAttesters", List.of(), List.of(ONE.address()), 1);
    assertThat(refused(attested(batch(0, 5), ONE))).isEqualTo("NotAnAttester");
    assertThat(refused(attested(batch(0, 5), TWO))).isEqualTo("none");
    chain.send(ADMIN, log, "setAttesters", List.of(), List.of(), 0);
    assertThat(refused(attested(batch(0, 5), TWO))).isEqualTo("TooFewSignatures");
    world.anchor(Faults.paid("alone again", List.of(), Records.node(1)));
  }
}
