package io.infera.settlement.domain;

import java.math.BigInteger;

/**
 * What stands under the root of an epoch, as {@code RewardDistributor.sol} and {@code
 * RequestEscrow.sol} define it. A leaf is {@code keccak256(keccak256(abi.encode(TYPE,
 * fields...)))}.
 */
public final class EpochLeaves {
  private static final Bytes32 EARNING = Keccak.of("infera.rewards.Earning.v1");
  private static final Bytes32 DEBIT = Keccak.of("infera.rewards.Debit.v1");

  private EpochLeaves() {}

  /**
   * What someone has earned from the beginning on.
   *
   * @param earner who
   * @param fees from requesters, in 10^-18 INFER
   * @param emission from the schedule, in 10^-18 INFER
   * @param work verified tokens
   */
  public record Earning(String earner, BigInteger fees, BigInteger emission, long work) {
    public Bytes32 leaf() {
      return twice(
          EARNING,
          TypedData.address(earner),
          TypedData.number(fees),
          TypedData.number(emission),
          TypedData.number(work));
    }
  }

  /**
   * What someone has used of a model from the beginning on.
   *
   * @param requester who
   * @param model name of the model
   * @param microInfer what it costs, in millionths of an INFER
   * @param tokens that were paid for: of each verified request, its tokens times the nodes paid
   */
  public record Usage(String requester, String model, long microInfer, long tokens) {
    public Bytes32 leaf() {
      return twice(
          DEBIT,
          TypedData.address(requester),
          Keccak.of(model),
          TypedData.number(microInfer),
          TypedData.number(tokens));
    }
  }

  private static Bytes32 twice(Bytes32 type, Bytes32... fields) {
    var words = new AbiWords(1 + fields.length).bytes32(type);
    for (Bytes32 field : fields) {
      words.bytes32(field);
    }
    return Keccak.twice(words.finish());
  }
}
