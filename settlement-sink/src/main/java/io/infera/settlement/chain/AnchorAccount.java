package io.infera.settlement.chain;

import io.infera.settlement.domain.AttestedBatch;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.ChainAccount;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Fees;
import java.math.BigInteger;
import java.util.OptionalLong;

/** An account that anchors batches in a settlement log over JSON-RPC. */
public final class AnchorAccount implements ChainAccount {
  private final ChainClient chain;
  private final SettlementLog contract;
  private final Signer signer;
  private final FeePolicy policy;

  public AnchorAccount(ChainClient chain, SettlementLog contract, Signer signer, FeePolicy policy) {
    this.chain = chain;
    this.contract = contract;
    this.signer = signer;
    this.policy = policy;
  }

  @Override
  public long used() {
    return chain.transactionsOf(signer.address());
  }

  @Override
  public Fees offer() {
    return chain.offer(policy);
  }

  /**
   * @throws ContractRevertedException when the contract would refuse it for another reason than
   *     that its lane stands elsewhere
   */
  @Override
  public OptionalLong gasFor(AttestedBatch batch) {
    try {
      return OptionalLong.of(
          chain
              .gasFor(
                  SettlementLog.ARTIFACT,
                  "anchor",
                  signer.address(),
                  contract.address(),
                  SettlementLog.anchorCall(batch))
              .longValueExact());
    } catch (ContractRevertedException e) {
      if (e.is("NotContiguous")) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  @Override
  public Sent send(AttestedBatch batch, long gasLimit, long nonce, Fees fees) {
    Signer.Signed signed =
        signer.sign(
            nonce,
            BigInteger.valueOf(gasLimit),
            contract.address(),
            SettlementLog.anchorCall(batch),
            fees);
    return new Sent(signed.hash(), chain.hand(signed));
  }

  @Override
  public boolean knows(Bytes32 transaction) {
    return chain.knows(transaction);
  }

  @Override
  public String toString() {
    return signer.toString();
  }
}
