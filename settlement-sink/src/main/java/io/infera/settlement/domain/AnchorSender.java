package io.infera.settlement.domain;

import io.infera.settlement.domain.ChainAccount.Answer;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the batches of the lanes that share an account, one transaction a lane, and sends them
 * again when they do not arrive. It keeps the nonces itself. Whether a batch has arrived it does
 * not ask: the contract's position says so, and sending a batch twice is harmless, since the
 * contract takes it once. So every doubt ends in the same way: the flight is given up, the chain is
 * read again, and what it says is done next.
 */
public final class AnchorSender {
  private static final Logger LOG = LoggerFactory.getLogger(AnchorSender.class);

  private final ChainAccount account;
  private final FeePolicy policy;
  private final long resendAfterNanos;
  private final NonceBook nonces = new NonceBook();

  /**
   * @param resendAfter how long a transaction may take before it is sent again
   */
  public AnchorSender(ChainAccount account, FeePolicy policy, Duration resendAfter) {
    this.account = account;
    this.policy = policy;
    this.resendAfterNanos = resendAfter.toNanos();
  }

  /**
   * Sends a batch.
   *
   * @return empty when the chain has moved since it was read: read it again
   */
  public Optional<Flight> send(AttestedBatch batch, long nowNanos) {
    var gas = account.gasFor(batch);
    if (gas.isEmpty()) {
      return Optional.empty();
    }
    // The slots that it writes may be colder in the block that takes it.
    long limit = gas.getAsLong() + gas.getAsLong() / 2;
    try {
      return put(batch, limit, account.offer(), account.used(), 1, nowNanos);
    } catch (RuntimeException e) {
      nonces.release(lane(batch));
      throw e;
    }
  }

  /** Whether a batch has been on its way for so long that {@link #sendAgain} is due. */
  public boolean late(Flight flight, long nowNanos) {
    return nowNanos - flight.sentAtNanos() >= resendAfterNanos;
  }

  /**
   * Sends a batch again that has not arrived: as it was when the node has forgotten it, offering
   * more when it waits.
   *
   * @return empty when its nonce was used and it still had not arrived: read the chain again
   */
  public Optional<Flight> sendAgain(Flight flight, long nowNanos) {
    long used = account.used();
    if (used > flight.nonce()) {
      nonces.release(lane(flight.batch()));
      return Optional.empty();
    }
    Optional<Fees> fees = again(flight);
    if (fees.isEmpty()) {
      LOG.warn(
          "{} waits with {}, and more than fee.max.gwei is not paid",
          flight.range(),
          flight.fees());
    }
    int sendings = flight.sendings() + 1;
    LOG.info("{} has not arrived: sent again, sending {}", flight.range(), sendings);
    Fees offered = fees.orElse(flight.fees());
    return put(flight.batch(), flight.gasLimit(), offered, used, sendings, nowNanos);
  }

  private Optional<Fees> again(Flight flight) {
    boolean waits =
        flight.sent().answer() == Answer.UNDERPRICED || account.knows(flight.sent().transaction());
    Fees now = account.offer();
    return waits ? policy.instead(flight.fees(), now) : Optional.of(flight.fees().max(now));
  }

  /** A lane's batch has arrived, or is given up: its nonce is free for others. */
  public void done(int lane) {
    nonces.release(lane);
  }

  private Optional<Flight> put(
      AttestedBatch batch, long limit, Fees fees, long used, int sendings, long nowNanos) {
    // The least that is free: also when a lane below has given its own up, or the chain would wait
    // for it for ever.
    long nonce = nonces.take(lane(batch), used);
    ChainAccount.Sent sent = account.send(batch, limit, nonce, fees);
    LOG.debug("{}: nonce {}, {}, {}", batch.range(), nonce, fees, sent.answer());
    if (sent.answer() == Answer.NONCE_USED) {
      nonces.release(lane(batch));
      return Optional.empty();
    }
    return Optional.of(new Flight(batch, limit, nonce, fees, sent, sendings, nowNanos));
  }

  private static int lane(AttestedBatch batch) {
    return batch.range().lane();
  }
}
