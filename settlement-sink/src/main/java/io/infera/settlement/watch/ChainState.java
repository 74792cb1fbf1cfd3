package io.infera.settlement.watch;

import io.infera.event.ChainBlock;
import io.infera.event.Digest;
import io.infera.event.ModelSpending;
import io.infera.event.NodeStake;
import io.infera.event.RequesterDeposit;
import io.infera.runtime.InferAmount;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.math.BigInteger;
import java.util.List;

/** Stakes and deposits as the contracts have them at a block. */
final class ChainState {
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private final Economy economy;
  private final Contract staking;
  private final Contract escrow;

  ChainState(ChainClient chain, Economy economy) {
    this.economy = economy;
    this.staking = economy.contract(chain, EconomyContract.STAKING);
    this.escrow = economy.contract(chain, EconomyContract.ESCROW);
  }

  /** What a node needs to be drawn. */
  long minimum(Block at) {
    List<?> parameters = (List<?>) staking.askAt(at.number(), "parameters").get(0);
    return micro(parameters.get(0));
  }

  /**
   * @param minimum see {@link #minimum}
   */
  NodeStake stake(String node, long minimum, Touched.Change change, Block at) {
    List<Object> its = staking.askAt(at.number(), "stakes", node);
    return NodeStake.newBuilder()
        .setNodeId(node)
        .setBondedMicroInfer(micro(its.get(0)))
        .setUnbondingMicroInfer(micro(its.get(1)))
        .setMinimumMicroInfer(minimum)
        .setEjected((Boolean) its.get(5))
        .setRung(((BigInteger) its.get(3)).intValueExact())
        .setOpenCases(((BigInteger) its.get(4)).intValueExact())
        .setReason(change.reason())
        .setTransactionHash(change.transaction())
        .setBlock(block(at))
        .setContract(staking.address().text())
        .build();
  }

  /**
   * @param models hashes of the models that it was debited for, in order
   */
  RequesterDeposit deposit(String requester, List<String> models, Block at) {
    List<Object> account = escrow.askAt(at.number(), "accounts", requester);
    return RequesterDeposit.newBuilder()
        .setRequester(requester)
        .setBalanceMicroInfer(micro(account.get(0)))
        .setLeavingMicroInfer(micro(account.get(1)))
        .setSpent(models.stream().map(model -> spending(requester, model, at)).toList())
        .setBlock(block(at))
        .setContract(escrow.address().text())
        .build();
  }

  private ModelSpending spending(String requester, String model, Block at) {
    Bytes32 hash = Bytes32.parse(model);
    BigInteger spent = (BigInteger) escrow.askAt(at.number(), "spent", requester, hash).get(0);
    return new ModelSpending(new Digest(hash.bytes()), spent.min(MOST).longValueExact());
  }

  ChainBlock block(Block block) {
    return new ChainBlock(
        economy.chainId(), block.number(), new Digest(block.hash().bytes()), block.time());
  }

  private static long micro(Object units) {
    return new InferAmount((BigInteger) units).micro().min(MOST).longValueExact();
  }
}
