package io.infera.settlement.chain;

import static io.infera.settlement.chain.EvmChain.infer;
import static org.assertj.core.api.Assertions.assertThat;

import io.infera.event.Digest;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.TypedData;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** INFER on a real EVM. */
class InferTokenIT {
  private static final String ADMIN = Records.node(200);
  private static final String TREASURY = Records.node(201);
  private static final String MINTER = Records.node(202);
  private static final String ANYONE = Records.node(203);
  private static final Duration HALVING = Duration.ofDays(4 * 365);

  @RegisterExtension private static final EvmChain chain = new EvmChain();
  private static Contract token;

  @BeforeAll
  static void deploy() {
    token = chain.deploy("InferToken", ADMIN, ADMIN, TREASURY);
    chain.send(ADMIN, token, "grantRole", EvmChain.role("MINTER_ROLE"), MINTER);
    chain.remember();
  }

  @Test
  void shouldBeginWithItsGenesisAndNoMore() {
    assertThat(token.number("totalSupply")).isEqualTo(infer(400_000_000));
    assertThat(token.number("balanceOf", TREASURY)).isEqualTo(infer(400_000_000));
    assertThat(token.number("emitted")).isZero();
    assertThat(token.number("CAP")).isEqualTo(infer(1_000_000_000));
  }

  @Test
  void shouldReleaseHalfOfWhatIsLeftInEachHalving() {
    BigInteger start = token.number("start");
    assertThat(released(start, 0)).isZero();
    assertThat(released(start, HALVING.toSeconds() / 4)).isEqualTo(infer(75_000_000));
    assertThat(released(start, HALVING.toSeconds())).isEqualTo(infer(300_000_000));
    assertThat(released(start, 2 * HALVING.toSeconds())).isEqualTo(infer(450_000_000));
    assertThat(released(start, 3 * HALVING.toSeconds())).isEqualTo(infer(525_000_000));
    assertThat(released(start, 500 * HALVING.toSeconds())).isEqualTo(infer(600_000_000));
    assertThat(token.number("released", start.subtract(BigInteger.ONE))).isZero();
  }

  @Test
  void shouldMintWhatIsReleasedAndNoMore() {
    assertThat(chain.refusal(MINTER, token, "mint", ANYONE, infer(1_000_000)))
        .isEqualTo("AboveSchedule");
    chain.pass(HALVING);

    var minted = chain.send(MINTER, token, "mint", ANYONE, infer(300_000_000)).only("Emitted");

    assertThat(minted.values().get("emitted")).isEqualTo(infer(300_000_000));
    assertThat(chain.refusal(MINTER, token, "mint", ANYONE, infer(1))).isEqualTo("AboveSchedule");
    assertThat(token.number("totalSupply")).isEqualTo(infer(700_000_000));
  }

  @Test
  void shouldMintForNobodyElse() {
    chain.pass(HALVING);
    assertThat(chain.refusal(ADMIN, token, "mint", ADMIN, infer(1)))
        .isEqualTo("AccessControlUnauthorizedAccount");
    assertThat(chain.refusal(ANYONE, token, "grantRole", EvmChain.role("MINTER_ROLE"), ANYONE))
        .isEqualTo("AccessControlUnauthorizedAccount");
  }

  @Test
  void shouldNotMintAgainWhatWasBurned() {
    chain.pass(HALVING);
    chain.send(MINTER, token, "mint", MINTER, infer(300_000_000));
    chain.send(MINTER, token, "burn", infer(200_000_000));

    assertThat(token.number("totalSupply")).isEqualTo(infer(500_000_000));
    assertThat(chain.refusal(MINTER, token, "mint", MINTER, infer(1))).isEqualTo("AboveSchedule");
  }

  @Test
  void shouldTakeAPermitOnceAndFromItsOwnerAlone() {
    Identity owner = Records.identity(210);
    BigInteger deadline = BigInteger.valueOf(chain.now() + 1_000);
    Object[] permit = permit(owner, owner.address(), ANYONE, infer(5), 0, deadline);

    chain.send(ANYONE, token, "permit", permit);

    assertThat(token.number("allowance", owner.address(), ANYONE)).isEqualTo(infer(5));
    assertThat(chain.refusal(ANYONE, token, "permit", permit)).isEqualTo("ERC2612InvalidSigner");
    Object[] forged = permit(Records.identity(211), owner.address(), ANYONE, infer(5), 1, deadline);
    assertThat(chain.refusal(ANYONE, token, "permit", forged)).isEqualTo("ERC2612InvalidSigner");
    chain.pass(Duration.ofSeconds(2_000));
    assertThat(chain.refusal(ANYONE, token, "permit", permit)).isEqualTo("ERC2612ExpiredSignature");
  }

  @Test
  void shouldCountVotesOfWhoDelegatesToHimself() {
    chain.send(TREASURY, token, "transfer", ANYONE, infer(10));
    chain.send(ANYONE, token, "delegate", ANYONE);

    assertThat(token.number("getVotes", ANYONE)).isEqualTo(infer(10));
    assertThat(token.one(String.class, "CLOCK_MODE")).isEqualTo("mode=timestamp");
  }

  private static BigInteger released(BigInteger start, long after) {
    return token.number("released", start.add(BigInteger.valueOf(after)));
  }

  /** A permit that {@code signer} signs for {@code owner}. */
  static Object[] permit(
      Identity signer,
      String owner,
      String spender,
      BigInteger value,
      long nonce,
      BigInteger deadline) {
    return permit(token, signer, owner, spender, value, nonce, deadline);
  }

  static Object[] permit(
      Contract token,
      Identity signer,
      String owner,
      String spender,
      BigInteger value,
      long nonce,
      BigInteger deadline) {
    Bytes32 digest =
        TypedData.digest(
            TypedData.domain("Infera", token.chain().chainId(), token.address().text()),
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
            TypedData.address(owner),
            TypedData.address(spender),
            TypedData.number(value),
            TypedData.number(nonce),
            TypedData.number(deadline));
    byte[] signature = signer.sign(new Digest(digest.bytes())).bytes();
    return new Object[] {
      owner,
      spender,
      value,
      deadline,
      27 + signature[64],
      Bytes32.of(Arrays.copyOfRange(signature, 0, 32)),
      Bytes32.of(Arrays.copyOfRange(signature, 32, 64))
    };
  }
}
