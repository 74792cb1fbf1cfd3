package io.infera.settlement.domain;

import java.util.HashMap;
import java.util.Map;

/**
 * Which lane has sent a transaction under which nonce of the one key they share. Nonces must be
 * used without gaps, or the chain waits for the missing one; so a lane takes the least that none of
 * the others holds, and takes anew whenever it sends again. With an account for each lane nothing
 * but the chain's own count is left of it.
 */
public final class NonceBook {
  private final Map<Integer, Long> held = new HashMap<>();

  /**
   * A nonce for a lane's next transaction.
   *
   * @param used how many transactions of the key the chain has
   */
  public long take(int lane, long used) {
    held.remove(lane);
    long nonce = used;
    while (held.containsValue(nonce)) {
      nonce++;
    }
    held.put(lane, nonce);
    return nonce;
  }

  /** A lane's transaction is done with, one way or the other. */
  public void release(int lane) {
    held.remove(lane);
  }
}
