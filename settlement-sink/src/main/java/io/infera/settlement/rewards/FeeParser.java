package io.infera.settlement.rewards;

import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EventReader.Seen;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.rewards.FeeReceived;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Fees for nodes, from what escrow and gateway say. The escrow tells what was debited or released,
 * and then how it was split; the gateway tells afterwards for which question. A callback can have
 * another question answered before the first one is told of, so these are matched like brackets.
 */
final class FeeParser {
  private static final BigInteger MICRO = BigInteger.TEN.pow(12);

  private final Economy economy;
  private final List<Dated> fees = new ArrayList<>();
  private final Deque<BigInteger> questions = new ArrayDeque<>();
  private Bytes32 transaction = Bytes32.ZERO;
  private ContractAbi.Event before;

  /** A fee, and in which block it came in. */
  record Dated(long block, FeeReceived fee) {}

  FeeParser(Economy economy) {
    this.economy = economy;
  }

  /** All fees so far, in the chain's order. */
  List<Dated> fees() {
    return fees;
  }

  /** Takes the next event of any contract. */
  void take(Seen seen) {
    if (!seen.transaction().equals(transaction)) {
      transaction = seen.transaction();
      questions.clear();
      before = null;
    }
    if (seen.contract().equals(economy.address(EconomyContract.ESCROW))) {
      escrow(seen);
    } else if (seen.contract().equals(economy.address(EconomyContract.GATEWAY))) {
      gateway(seen);
    }
  }

  private void escrow(Seen seen) {
    ContractAbi.Event event = seen.event();
    if (event.name().equals("Split") && before != null) {
      BigInteger toNodes = (BigInteger) event.values().get("toNodes");
      if (before.name().equals("Debited")) {
        fees.add(new Dated(seen.block(), debit(before, toNodes)));
      } else if (ofGateway(before)) {
        questions.push(toNodes);
      }
      before = null;
    } else {
      before = event;
    }
  }

  private boolean ofGateway(ContractAbi.Event event) {
    return event.name().equals("Released")
        && economy.address(EconomyContract.GATEWAY).equals(address(event.values().get("operator")));
  }

  private static FeeReceived debit(ContractAbi.Event debited, BigInteger toNodes) {
    long total = ((BigInteger) debited.values().get("totalMicroInfer")).longValueExact();
    long amount = ((BigInteger) debited.values().get("amount")).divide(MICRO).longValueExact();
    return new FeeReceived.Debit(
        address(debited.values().get("requester")).text(),
        (Bytes32) debited.values().get("model"),
        total - amount,
        total,
        toNodes);
  }

  private void gateway(Seen seen) {
    ContractAbi.Event event = seen.event();
    boolean paid =
        event.name().equals("Answered")
            && ((BigInteger) event.values().get("paidMicroInfer")).signum() > 0;
    if (paid && !questions.isEmpty()) {
      String request = economy.chainId() + "-" + event.values().get("id");
      fees.add(new Dated(seen.block(), new FeeReceived.Question(request, questions.pop())));
    }
  }

  private static EvmAddress address(Object value) {
    return value instanceof EvmAddress address ? address : new EvmAddress(String.valueOf(value));
  }
}
