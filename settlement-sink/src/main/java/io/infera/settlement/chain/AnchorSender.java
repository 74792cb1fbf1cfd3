package io.infera.settlement.chain;

import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.NonceBook;
import io.infera.settlement.domain.OffsetRange;
import java.math.BigInteger;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends anchoring transactions and sends them again. It keeps the nonces itself; whether a batch
 * has arrived it does not ask, for the contract's position says so. Sending a batch twice is
 * harmless: the contract takes it once.
 */
public final class AnchorSender {
  private static final Logger LOG = LoggerFactory.getLogger(AnchorSender.class);

  /** Sent as it is so many times; after that it offers more each time. */
  private static final int SENDINGS_AT_ONE_PRICE = 2;

  private final ChainClient chain;
  private final SettlementLog contract;
  private final Signer signer;
  private final BigInteger tip;
  private final NonceBook nonces = new NonceBook();

  /**
   * @param tip what the maker of a block gets for a unit of gas, in wei
   */
  public AnchorSender(ChainClient chain, SettlementLog contract, Signer signer, BigInteger tip) {
    this.chain = chain;
    this.contract = contract;
    this.signer = signer;
    this.tip = tip;
  }

  /**
   * A batch on its way.
   *
   * @param range what it covers
   * @param gasLimit gas it may use
   * @param data the call
   * @param signed the transaction as last sent
   * @param sendings how often it was sent
   */
  public record Flight(
      OffsetRange range, BigInteger gasLimit, String data, Signer.Signed signed, int sendings) {
    public long nonce() {
      return signed.nonce();
    }
  }

  /**
   * Sends a batch.
   *
   * @throws ContractRevertedException when the contract would refuse it now
   */
  public Flight send(ArchivedBatch archived) {
    OffsetRange range = archived.batch().range();
    String data = SettlementLog.anchorCall(archived);
    BigInteger gas =
        chain.gasFor(SettlementLog.ARTIFACT, "anchor", signer.address(), contract.address(), data);
    // The slots that it writes may be colder in the block that takes it.
    BigInteger limit = gas.add(gas.shiftRight(1));
    long nonce = nonces.take(range.lane(), chain.transactionsOf(signer.address()));
    return put(range, limit, data, nonce, fees(), 1);
  }

  /**
   * Sends a batch again that has not arrived: as it was, or offering more.
   *
   * @return empty when its nonce was used and it still has not arrived: it must be planned anew
   */
  public Optional<Flight> sendAgain(Flight flight) {
    OffsetRange range = flight.range();
    long used = chain.transactionsOf(signer.address());
    if (used > flight.nonce()) {
      landed(range.lane());
      return Optional.empty();
    }
    int sendings = flight.sendings() + 1;
    boolean gap = nonces.gapBelow(flight.nonce(), used);
    long nonce = gap ? nonces.take(range.lane(), used) : flight.nonce();
    Fees before = flight.signed().fees();
    Fees fees = sendings > SENDINGS_AT_ONE_PRICE ? before.raised().max(fees()) : before;
    LOG.info("{} has not arrived: sent again, nonce {}, sending {}", range, nonce, sendings);
    return Optional.of(put(range, flight.gasLimit(), flight.data(), nonce, fees, sendings));
  }

  /** A lane's batch has arrived, or is given up: its nonce is free for others. */
  public void landed(int lane) {
    nonces.release(lane);
  }

  private Fees fees() {
    return Fees.above(chain.baseFee(), tip);
  }

  private Flight put(
      OffsetRange range, BigInteger limit, String data, long nonce, Fees fees, int sendings) {
    Signer.Signed signed = signer.sign(nonce, limit, contract.address(), data, fees);
    try {
      chain.send(signed.raw());
    } catch (ChainRefusedException e) {
      if (!e.nonceWaiting() && !e.nonceUsed()) {
        nonces.release(range.lane());
        throw e;
      }
      // Ours from before a crash, or it was taken just now: what the chain's position says is what
      // counts.
      LOG.debug("{}: {}", range, e.getMessage());
    }
    return new Flight(range, limit, data, signed, sendings);
  }
}
