package io.infera.settlement.chain;

import io.infera.settlement.domain.ChainAccount.Answer;
import io.infera.settlement.domain.FeePolicy;
import io.infera.settlement.domain.Fees;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the contract that a network's settlements go to, or creates it. The address follows from
 * creator and nonce, so it is written down before the transaction is sent: a crash in between
 * creates no second contract.
 */
public final class Deployer {
  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

  private final ChainClient chain;
  private final String network;

  public Deployer(ChainClient chain, String network) {
    this.chain = chain;
    this.network = network;
  }

  /**
   * The contract at an address that people chose.
   *
   * @throws IllegalStateException when there is none, or it belongs to another network
   */
  public Deployment existing(EvmAddress address, long block) {
    if (!chain.hasCode(address)) {
      throw new IllegalStateException(
          "there is no contract at %s on the chain at %s (chain id %d): check contract.address and chain.rpc.url, or put contract.address=deploy"
              .formatted(address, chain.url(), chain.chainId()));
    }
    requireOurs(address);
    return new Deployment(address, chain.chainId(), 0, block);
  }

  /**
   * The contract that the file names; if it names none, or the chain has lost it, creates it and
   * waits for it.
   *
   * @param patience how long to wait between sending the transaction and sending it again
   * @throws IllegalStateException when the file names a contract that is not there and cannot be
   *     created where it was
   */
  public Deployment ensure(Path file, Signer signer, FeePolicy fees, Duration patience) {
    Optional<Deployment> known = Deployment.load(file);
    if (known.isPresent()) {
      requireChain(known.get(), file);
      if (chain.hasCode(known.get().address())) {
        requireOurs(known.get().address());
        return known.get();
      }
      requireUnused(known.get(), file, signer);
    }
    Deployment planned = known.orElseGet(() -> plan(signer));
    planned.save(file);
    create(planned, file, signer, fees, patience);
    LOG.info("SettlementLog of network {} created at {}", network, planned.address());
    return planned;
  }

  private Deployment plan(Signer signer) {
    long nonce = chain.transactionsOf(signer.address());
    return new Deployment(
        signer.address().created(nonce), chain.chainId(), nonce, chain.head().number());
  }

  private void requireChain(Deployment known, Path file) {
    long chainId = chain.chainId();
    if (known.chainId() != chainId) {
      throw new IllegalStateException(
          "%s names a contract on chain %d, but the chain at %s is %d: correct chain.rpc.url or use another data.dir"
              .formatted(file, known.chainId(), chain.url(), chainId));
    }
  }

  private void requireUnused(Deployment known, Path file, Signer signer) {
    long used = chain.transactionsOf(signer.address());
    if (used > known.nonce()) {
      throw new IllegalStateException(
          "%s names the contract %s, but the chain at %s does not have it, and %s has gone past the nonce that creates it: is it the right chain? If it was made anew, delete the file and everything is anchored again"
              .formatted(file, known.address(), chain.url(), signer.address()));
    }
  }

  private void requireOurs(EvmAddress address) {
    var found = new SettlementLog(chain, address).network();
    if (!found.equals(Keccak.of(network))) {
      throw new IllegalStateException(
          "the contract %s belongs to another network than %s: correct contract.address or network.id"
              .formatted(address, network));
    }
  }

  private void create(
      Deployment planned, Path file, Signer signer, FeePolicy policy, Duration patience) {
    String code = SettlementLog.deployment(network, signer.address());
    BigInteger gas =
        chain.gasFor(SettlementLog.ARTIFACT, "constructor", signer.address(), null, code);
    Fees fees = chain.offer(policy);
    while (!chain.hasCode(planned.address())) {
      var answer = chain.hand(signer.sign(planned.nonce(), gas, null, code, fees));
      awaitCode(planned.address(), patience);
      if (answer == Answer.NONCE_USED && !chain.hasCode(planned.address())) {
        requireUnused(planned, file, signer);
      }
      fees = policy.instead(fees, chain.offer(policy)).orElse(fees);
    }
  }

  private void awaitCode(EvmAddress address, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() - until < 0 && !chain.hasCode(address)) {
      Pause.millis(100);
    }
  }
}
