package io.infera.settlement.domain.rewards;

import io.infera.event.SettlementEvent;
import java.math.BigInteger;
import java.util.List;

/**
 * All that an epoch is made from.
 *
 * @param number from 1
 * @param heads the next offset of each lane, up to which it counts
 * @param settlements what the lanes hold between the heads before and these: lane by lane, in the
 *     order of offsets
 * @param emission that may be given out, in 10^-18 INFER
 * @param fees what came in since the epoch before, in the chain's order
 */
public record EpochInput(
    long number,
    List<Long> heads,
    List<SettlementEvent> settlements,
    BigInteger emission,
    List<FeeReceived> fees) {
  public EpochInput {
    heads = List.copyOf(heads);
    settlements = List.copyOf(settlements);
    fees = List.copyOf(fees);
  }
}
