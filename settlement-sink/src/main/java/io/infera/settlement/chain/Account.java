package io.infera.settlement.chain;

import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.ChainAccount;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Fees;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/**
 * An account that sends transactions. While some are on their way it counts its nonces itself, from
 * what the chain said when the first was sent, so nothing else may send with its key meanwhile;
 * afterwards it asks the chain again, since a reorganisation may have taken some back. A
 * transaction that does not arrive is sent again under its nonce, offering more, so that it is
 * carried out once at most. Belongs to one thread.
 */
public final class Account {
  private static final Logger LOG = LoggerFactory.getLogger(Account.class);
  private static final int MOST_SENDINGS = 20;
  private static final long POLL_MILLIS = 50;

  private final ChainClient chain;
  private final Signer signer;
  private final FeePolicy policy;
  private final Duration resendAfter;
  private long next;
  private int onTheirWay;
  private ChainAccount.Answer answer = ChainAccount.Answer.NONE;

  /**
   * A transaction on its way.
   *
   * @param call what it does
   * @param nonce its place among the account's transactions
   * @param gasLimit gas it may use
   * @param fees what it offers now
   * @param hashes of all its sendings, any of which may arrive
   */
  public record Sent(Call call, long nonce, BigInteger gasLimit, Fees fees, List<Bytes32> hashes) {
    public Sent {
      hashes = List.copyOf(hashes);
    }
  }

  /**
   * A transaction that was carried out.
   *
   * @param transaction its hash
   * @param block number of its block
   * @param gasUsed gas that it used
   * @param logs what contracts said
   */
  public record Done(Bytes32 transaction, long block, long gasUsed, List<Log> logs) {
    public Done {
      logs = List.copyOf(logs);
    }

    /** What one contract said, in order. */
    public List<ContractAbi.Event> events(Contract contract) {
      return logs.stream()
          .filter(log -> new EvmAddress(log.getAddress()).equals(contract.address()))
          .flatMap(log -> contract.abi().event(log).stream())
          .toList();
    }
  }

  /**
   * @param policy what is paid
   * @param resendAfter how long a transaction may take before it is sent again
   */
  public Account(ChainClient chain, Signer signer, FeePolicy policy, Duration resendAfter) {
    this.chain = chain;
    this.signer = signer;
    this.policy = policy;
    this.resendAfter = resendAfter;
  }

  public EvmAddress address() {
    return signer.address();
  }

  /** How many of its transactions are in blocks: the nonce of the next one. */
  public long transactions() {
    return chain.transactionsOf(address());
  }

  /**
   * Sends a call and does not wait for it.
   *
   * @throws ContractRevertedException when it would be refused now
   * @throws ChainUnavailableException when the chain says one thing and then another about the
   *     account's nonce
   */
  public Sent send(Call call) {
    BigInteger gasLimit = gasLimit(call);
    if (onTheirWay == 0) {
      next = transactions();
    }
    Sent sent = send(call, next, gasLimit);
    if (answer == ChainAccount.Answer.NONCE_USED) {
      throw new ChainUnavailableException(
          "the chain at %s says that %s has sent %d transactions, and that the next one's nonce is used: it is asked again"
              .formatted(chain.url(), address(), next),
          null);
    }
    next++;
    onTheirWay++;
    return sent;
  }

  /**
   * The gas that a call may use: what it would use now, and a quarter more, since the slots that it
   * writes may be colder in the block that takes it.
   *
   * @throws ContractRevertedException when it would be refused
   */
  public BigInteger gasLimit(Call call) {
    BigInteger gas =
        chain.gasFor(call.contract(), call.function(), address(), call.to(), call.data());
    return gas.add(gas.shiftRight(2));
  }

  /** Sends a call under a nonce that the caller counts. */
  public Sent send(Call call, long nonce, BigInteger gasLimit) {
    return put(call, nonce, gasLimit, chain.offer(policy), List.of());
  }

  /** Sends a call and waits until it is in a block. */
  public Done carryOut(Call call) {
    return await(send(call));
  }

  /**
   * Sends a call and waits until it has its confirmations.
   *
   * @param confirmations blocks from its own to the head, both counted; at least 1
   */
  public Done carryOut(Call call, int confirmations) {
    return await(send(call), confirmations);
  }

  /** Sends it again, offering more, if more may be paid. */
  public Sent again(Sent sent) {
    LOG.info("{} has not arrived: nonce {} is sent again, for more", sent.call(), sent.nonce());
    Fees fees = policy.instead(sent.fees(), chain.offer(policy)).orElse(sent.fees());
    return put(sent.call(), sent.nonce(), sent.gasLimit(), fees, sent.hashes());
  }

  private Sent put(Call call, long nonce, BigInteger gasLimit, Fees fees, List<Bytes32> earlier) {
    Signer.Signed signed = signer.sign(nonce, gasLimit, call.to(), call.data(), fees);
    answer = chain.hand(signed);
    // Whatever it is, the receipt is what counts.
    LOG.debug("{}: {}", call, answer);
    var hashes = new ArrayList<>(earlier);
    hashes.add(signed.hash());
    return new Sent(call, nonce, gasLimit, fees, hashes);
  }

  /** Waits until a transaction is in a block: the other {@code await} with one confirmation. */
  public Done await(Sent sent) {
    return await(sent, 1);
  }

  /**
   * Waits until a transaction is in a block that is deep enough, and sends it again when it takes
   * long, or when a reorganisation took it out. On a chain that makes blocks, confirmations are
   * waited for however long they take.
   *
   * @param confirmations blocks from its own to the head, both counted; at least 1
   * @throws ContractRevertedException when it was refused there
   * @throws ChainUnavailableException when it does not arrive, however much it offers, or the chain
   *     stands still on it
   * @throws IllegalStateException when something else used its nonce
   */
  public Done await(Sent sent, int confirmations) {
    Sent current = sent;
    for (int sendings = 0; sendings < MOST_SENDINGS; sendings++) {
      Optional<TransactionReceipt> receipt = awaitReceipt(current, confirmations);
      if (receipt.isPresent()) {
        onTheirWay = Math.max(0, onTheirWay - 1);
        return done(sent.call(), receipt.get());
      }
      if (receipt(current).isEmpty()) {
        current = replaced(current);
      }
    }
    throw new ChainUnavailableException(
        "%s of %s has not got %d confirmations after %d sendings; look at the chain at %s"
            .formatted(sent.call(), address(), confirmations, MOST_SENDINGS, chain.url()),
        null);
  }

  private Sent replaced(Sent sent) {
    if (transactions() > sent.nonce() && receipt(sent).isEmpty()) {
      throw new IllegalStateException(
          "nonce %d of %s was used by another transaction than %s: let nothing else send with this key"
              .formatted(sent.nonce(), address(), sent.call()));
    }
    return again(sent);
  }

  /** Empty when too long nothing came: no receipt, and no block upon it. */
  private Optional<TransactionReceipt> awaitReceipt(Sent sent, int confirmations) {
    long until = System.nanoTime() + resendAfter.toNanos();
    long highest = -1;
    while (System.nanoTime() - until < 0) {
      // The head first: it may only be higher by the time that the receipt comes.
      long head = confirmations == 1 ? Long.MAX_VALUE : chain.head().number();
      Optional<TransactionReceipt> receipt = receipt(sent);
      if (receipt.filter(found -> blockOf(found) <= head - confirmations + 1).isPresent()) {
        return receipt;
      }
      if (receipt.isPresent() && head > highest) {
        highest = head;
        until = System.nanoTime() + resendAfter.toNanos();
      }
      Pause.millis(POLL_MILLIS);
    }
    return Optional.empty();
  }

  private long blockOf(TransactionReceipt receipt) {
    return chain.sense(
        "eth_getTransactionReceipt", () -> receipt.getBlockNumber().longValueExact());
  }

  private Optional<TransactionReceipt> receipt(Sent sent) {
    return sent.hashes().stream().flatMap(hash -> chain.receipt(hash).stream()).findFirst();
  }

  private Done done(Call call, TransactionReceipt receipt) {
    if (!receipt.isStatusOK()) {
      // What would be refused now is most likely what was refused there, and says why.
      chain.gasFor(call.contract(), call.function(), address(), call.to(), call.data());
      throw new ContractRevertedException(
          "%s was refused in block %s, for a reason that has passed"
              .formatted(call, receipt.getBlockNumber()),
          Optional.empty());
    }
    return chain.sense(
        "eth_getTransactionReceipt",
        () ->
            new Done(
                Bytes32.parse(receipt.getTransactionHash()),
                blockOf(receipt),
                receipt.getGasUsed().longValueExact(),
                receipt.getLogs()));
  }
}
