package io.infera.settlement.domain.rewards;

import io.infera.settlement.domain.Bytes32;
import java.math.BigInteger;

/** A fee that came in for nodes, as the chain tells. */
public sealed interface FeeReceived {
  /** What of it is the nodes', in 10^-18 INFER. */
  BigInteger toNodes();

  /**
   * A debit of what a requester used of a model. It pays what was settled first.
   *
   * @param model keccak256 of the model's name
   * @param fromMicro what was debited for the model before, in millionths of an INFER
   * @param toMicro what was debited with it
   */
  record Debit(String requester, Bytes32 model, long fromMicro, long toMicro, BigInteger toNodes)
      implements FeeReceived {}

  /**
   * The price of a question that a contract asked.
   *
   * @param requestId id of its request, whose requester is the gateway
   */
  record Question(String requestId, BigInteger toNodes) implements FeeReceived {}
}
