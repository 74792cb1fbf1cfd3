package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static io.infera.settlement.chain.StakingWorld.ADMIN;
import static io.infera.settlement.chain.StakingWorld.ANYONE;
import static io.infera.settlement.chain.StakingWorld.MINIMUM;
import static io.infera.settlement.chain.StakingWorld.PAUSER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How stake comes and goes when nobody is at fault. */
class NodeStakingIT {
  private static final Identity KEY = Records.identity(3);
  private static final String NODE = KEY.address();
  private static final Duration UNBONDING = Duration.ofSeconds(StakingWorld.UNBONDING);

  @RegisterExtension private static final StakingWorld world = new StakingWorld();
  private static final EvmChain chain = world.chain;
  private static final Contract staking = world.staking;

  @BeforeAll
  static void deploy() {
    world.fund(NODE, infer(5_000));
    world.fund(ANYONE, infer(5_000));
    world.remember();
  }

  @Test
  void shouldTakeAStakeAndMoreOfIt() {
    chain.send(NODE, staking, "stake", NODE, MINIMUM);
    var event = chain.send(NODE, staking, "stake", NODE, infer(5)).only("Staked");

    assertThat(event.values().get("bonded")).isEqualTo(infer(1_005));
    assertThat(world.bonded(NODE)).isEqualTo(infer(1_005));
    assertThat(world.balance(staking.address().text())).isEqualTo(infer(1_005));
    assertThat(staking.one(Boolean.class, "eligible", NODE)).isTrue();
    assertThat(staking.one(Boolean.class, "eligible", ANYONE)).isFalse();
  }

  @Test
  void shouldLetOthersAddToAStake() {
    chain.send(ANYONE, staking, "stake", NODE, MINIMUM);
    assertThat(world.bonded(NODE)).isEqualTo(MINIMUM);
    assertThat(chain.refusal(ANYONE, staking, "unbond", BigInteger.ONE))
        .isEqualTo("NotEnoughBonded");
  }

  @Test
  void shouldRefuseStakesThatMakeNoSense() {
    assertThat(chain.refusal(NODE, staking, "stake", NODE, 0)).isEqualTo("ZeroAmount");
    assertThat(chain.refusal(NODE, staking, "stake", NODE, infer(999))).isEqualTo("BelowMinimum");
    assertThat(chain.refusal(NODE, staking, "stake", NODE, infer(5_001)))
        .isEqualTo("ERC20InsufficientAllowance");
  }

  @Test
  void shouldStakeWithAPermit() {
    Identity other = Records.identity(220);
    chain.send(StakingWorld.TREASURY, world.token, "transfer", other.address(), MINIMUM);
    BigInteger deadline = BigInteger.valueOf(chain.now() + 1_000);
    Object[] permit =
        InferTokenIT.permit(
            world.token, other, other.address(), staking.address().text(), MINIMUM, 0, deadline);

    Object[] arguments = {other.address(), MINIMUM, deadline, permit[4], permit[5], permit[6]};
    // Someone else brings the permit first; the stake must not fail for it.
    chain.send(ANYONE, world.token, "permit", permit);
    chain.send(other.address(), staking, "stakeWithPermit", arguments);

    assertThat(world.bonded(other.address())).isEqualTo(MINIMUM);
    assertThat(chain.refusal(other.address(), staking, "stakeWithPermit", arguments))
        .isEqualTo("ERC20InsufficientAllowance");
  }

  @Test
  void shouldPayOutAfterTheDelayAndNotBefore() {
    chain.send(NODE, staking, "stake", NODE, infer(3_000));
    chain.send(NODE, staking, "unbond", infer(1_500));

    assertThat(chain.refusal(NODE, staking, "withdraw", NODE)).isEqualTo("NotYet");
    chain.pass(UNBONDING.minusSeconds(60));
    assertThat(chain.refusal(NODE, staking, "withdraw", NODE)).isEqualTo("NotYet");
    chain.pass(Duration.ofSeconds(60));
    chain.send(NODE, staking, "withdraw", Records.node(300));

    assertThat(world.balance(Records.node(300))).isEqualTo(infer(1_500));
    assertThat(world.bonded(NODE)).isEqualTo(infer(1_500));
    assertThat(chain.refusal(NODE, staking, "withdraw", NODE)).isEqualTo("NothingUnbonds");
  }

  @Test
  void shouldBeginTheDelayAgainWhenMoreUnbonds() {
    chain.send(NODE, staking, "stake", NODE, infer(3_000));
    chain.send(NODE, staking, "unbond", infer(1_000));
    chain.pass(UNBONDING.minusSeconds(60));
    chain.send(NODE, staking, "unbond", infer(500));
    chain.pass(Duration.ofSeconds(120));

    assertThat(chain.refusal(NODE, staking, "withdraw", NODE)).isEqualTo("NotYet");
  }

  @Test
  void shouldUnbondToTheMinimumOrToNothing() {
    chain.send(NODE, staking, "stake", NODE, infer(3_000));
    assertThat(chain.refusal(NODE, staking, "unbond", infer(2_001))).isEqualTo("BelowMinimum");
    assertThat(chain.refusal(NODE, staking, "unbond", infer(3_001))).isEqualTo("NotEnoughBonded");
    assertThat(chain.refusal(NODE, staking, "unbond", 0)).isEqualTo("ZeroAmount");
    chain.send(NODE, staking, "unbond", infer(3_000));
    assertThat(staking.one(Boolean.class, "eligible", NODE)).isFalse();
  }

  @Test
  void shouldBeStoppedForAWhileAndNothingTaken() {
    chain.send(NODE, staking, "stake", NODE, infer(3_000));
    chain.send(NODE, staking, "unbond", infer(1_000));
    chain.pass(UNBONDING);
    assertThat(chain.refusal(ANYONE, staking, "stop"))
        .isEqualTo("AccessControlUnauthorizedAccount");
    chain.send(PAUSER, staking, "stop");

    assertThat(chain.refusal(NODE, staking, "stake", NODE, infer(1))).isEqualTo("IsStopped");
    assertThat(chain.refusal(NODE, staking, "withdraw", NODE)).isEqualTo("IsStopped");
    assertThat(chain.refusal(PAUSER, staking, "stop")).isEqualTo("StoppedLately");
    assertThat(chain.refusal(ANYONE, staking, "resume"))
        .isEqualTo("AccessControlUnauthorizedAccount");

    chain.pass(Duration.ofDays(7));
    assertThat(chain.refusal(PAUSER, staking, "stop")).isEqualTo("StoppedLately");
    chain.send(NODE, staking, "withdraw", NODE);
    chain.pass(Duration.ofDays(7));
    chain.send(PAUSER, staking, "stop");
    chain.send(ADMIN, staking, "resume");
    chain.send(NODE, staking, "stake", NODE, infer(1));
  }

  @Test
  void shouldTakeParametersFromWhoGovernsAlone() {
    var ladder = List.of(1, 2);
    assertThat(chain.refusal(NODE, staking, "setParameters", StakingWorld.parameters(ladder)))
        .isEqualTo("AccessControlUnauthorizedAccount");
    assertThat(chain.refusal(NODE, staking, "setWorkLedger", NODE))
        .isEqualTo("AccessControlUnauthorizedAccount");
    chain.send(ADMIN, staking, "setParameters", StakingWorld.parameters(ladder));
    assertThat(staking.ask("parameters").get(0).toString()).contains("[1, 2]");
  }

  @Test
  void shouldRefuseParametersWithoutSense() {
    assertThat(refused(10, List.of())).isEqualTo("BadParameters");
    assertThat(refused(10, List.of(5, 4))).isEqualTo("BadParameters");
    assertThat(refused(10, List.of(1_000_001))).isEqualTo("BadParameters");
    assertThat(refused(8, 900_000)).isEqualTo("BadParameters"); // shares exceed the whole
    assertThat(refused(3, StakingWorld.CHALLENGE)).isEqualTo("BadParameters"); // unbonding too soon
    assertThat(refused(4, 0)).isEqualTo("BadParameters"); // no time to answer
    assertThat(refused(1, infer(2_000))).isEqualTo("BadParameters"); // a minimum would be ejected
  }

  private static String refused(int field, Object value) {
    var parameters = new ArrayList<>(StakingWorld.parameters(List.of(1, 2)));
    parameters.set(field, value);
    return chain.refusal(ADMIN, staking, "setParameters", parameters);
  }

  @Test
  void shouldBelongToTheNetworkOfItsLog() {
    assertThat(
            chain.creationRefusal(
                "NodeStaking",
                ADMIN,
                world.token.address(),
                world.log.address(),
                "another",
                ADMIN,
                StakingWorld.parameters(List.of(1))))
        .isEqualTo("OtherNetwork");
    assertThat(world.log.one(io.infera.settlement.domain.Bytes32.class, "network"))
        .isEqualTo(Keccak.of(Records.NETWORK));
  }
}
