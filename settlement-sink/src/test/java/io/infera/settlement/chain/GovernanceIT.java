package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static io.infera.settlement.chain.StakingWorld.ADMIN;
import static io.infera.settlement.chain.StakingWorld.ANYONE;
import static io.infera.settlement.chain.StakingWorld.PAUSER;
import static io.infera.settlement.chain.StakingWorld.TREASURY;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Parameters change when holders want it, and after a delay. */
class GovernanceIT {
  private static final Bytes32 ADMIN_ROLE = Bytes32.ZERO;
  private static final Duration TIMELOCK = Duration.ofDays(2);
  private static final Duration VOTING_DELAY = Duration.ofDays(1);
  private static final Duration VOTING = Duration.ofDays(5);
  private static final int SUCCEEDED = 4;
  private static final int DEFEATED = 3;

  @RegisterExtension private static final StakingWorld world = new StakingWorld();
  private static final EvmChain chain = world.chain;
  private static Contract timelock;
  private static Contract governor;

  @BeforeAll
  static void deploy() {
    timelock = chain.deploy("InferTimelock", ADMIN, TIMELOCK.toSeconds(), ADMIN);
    governor =
        chain.deploy(
            "InferGovernor",
            ADMIN,
            world.token.address(),
            timelock.address(),
            VOTING_DELAY.toSeconds(),
            VOTING.toSeconds(),
            infer(1_000_000),
            4);
    for (String role : List.of("PROPOSER_ROLE", "CANCELLER_ROLE")) {
      chain.send(ADMIN, timelock, "grantRole", EvmChain.role(role), governor.address());
    }
    chain.send(ADMIN, timelock, "renounceRole", ADMIN_ROLE, ADMIN);
    for (Contract governed : List.of(world.staking, world.log, world.token)) {
      chain.send(ADMIN, governed, "grantRole", ADMIN_ROLE, timelock.address());
      chain.send(ADMIN, governed, "renounceRole", ADMIN_ROLE, ADMIN);
    }
    chain.send(TREASURY, world.token, "delegate", TREASURY);
    chain.send(TREASURY, world.token, "transfer", ANYONE, infer(999_999));
    chain.send(ANYONE, world.token, "delegate", ANYONE);
    chain.pass(Duration.ofSeconds(10));
    world.remember();
  }

  /** A proposal to set a ladder. */
  private static Object[] proposal(String why) {
    String call =
        world.staking.abi().call("setParameters", StakingWorld.parameters(List.of(7, 77, 777)));
    return new Object[] {
      List.of(world.staking.address()),
      List.of(BigInteger.ZERO),
      List.of(HexFormat.of().parseHex(call.substring(2))),
      why
    };
  }

  private static Object[] hashed(Object[] proposal) {
    Object[] hashed = proposal.clone();
    hashed[3] = Keccak.of((String) proposal[3]);
    return hashed;
  }

  private static BigInteger propose(Object[] proposal) {
    return (BigInteger)
        chain
            .send(TREASURY, governor, "propose", proposal)
            .only("ProposalCreated")
            .values()
            .get("proposalId");
  }

  @Test
  void shouldChangeAParameterByAVoteAndAfterADelay() {
    Object[] proposal = proposal("a gentler ladder");
    BigInteger id = propose(proposal);
    assertThat(chain.refusal(TREASURY, governor, "castVote", id, 1))
        .isEqualTo("GovernorUnexpectedProposalState");
    chain.pass(VOTING_DELAY.plusSeconds(1));
    chain.send(TREASURY, governor, "castVote", id, 1);
    assertThat(chain.refusal(ANYONE, governor, "queue", hashed(proposal)))
        .isEqualTo("GovernorUnexpectedProposalState");
    chain.pass(VOTING.plusSeconds(1));
    assertThat(governor.number("state", id)).isEqualTo(SUCCEEDED);
    chain.send(ANYONE, governor, "queue", hashed(proposal));
    assertThat(chain.refusal(ANYONE, governor, "execute", hashed(proposal)))
        .isEqualTo("TimelockUnexpectedOperationState");
    chain.pass(TIMELOCK);
    chain.send(ANYONE, governor, "execute", hashed(proposal));

    assertThat(world.staking.ask("parameters").get(0).toString()).contains("[7, 77, 777]");
  }

  @Test
  void shouldChangeNothingAgainstTheVote() {
    Object[] proposal = proposal("an unwanted ladder");
    BigInteger id = propose(proposal);
    chain.pass(VOTING_DELAY.plusSeconds(1));
    chain.send(TREASURY, governor, "castVote", id, 0);
    chain.send(ANYONE, governor, "castVote", id, 1);
    chain.pass(VOTING.plusSeconds(1));
    assertThat(governor.number("state", id)).isEqualTo(DEFEATED);
    assertThat(chain.refusal(ANYONE, governor, "queue", hashed(proposal)))
        .isEqualTo("GovernorUnexpectedProposalState");
  }

  @Test
  void shouldNotReachAQuorumWithAFewVotes() {
    Object[] proposal = proposal("nobody came");
    BigInteger id = propose(proposal);
    chain.pass(VOTING_DELAY.plusSeconds(1));
    chain.send(ANYONE, governor, "castVote", id, 1);
    chain.pass(VOTING.plusSeconds(1));
    assertThat(governor.number("state", id)).isEqualTo(DEFEATED);
  }

  @Test
  void shouldTakeAStakeInVotesToPropose() {
    assertThat(chain.refusal(ANYONE, governor, "propose", proposal("small")))
        .isEqualTo("GovernorInsufficientProposerVotes");
  }

  @Test
  void shouldLeaveNobodyElseInPower() {
    var parameters = StakingWorld.parameters(List.of(1));
    for (String who : List.of(ADMIN, PAUSER, TREASURY, governor.address().text())) {
      assertThat(chain.refusal(who, world.staking, "setParameters", parameters))
          .isEqualTo("AccessControlUnauthorizedAccount");
      assertThat(chain.refusal(who, world.token, "grantRole", EvmChain.role("MINTER_ROLE"), who))
          .isEqualTo("AccessControlUnauthorizedAccount");
      assertThat(chain.refusal(who, world.log, "setAttesters", List.of(), List.of(), 0))
          .isEqualTo("AccessControlUnauthorizedAccount");
    }
    assertThat(chain.refusal(ADMIN, timelock, "grantRole", EvmChain.role("PROPOSER_ROLE"), ADMIN))
        .isEqualTo("AccessControlUnauthorizedAccount");
  }
}
