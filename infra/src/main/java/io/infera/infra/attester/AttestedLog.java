package io.infera.infra.attester;

import io.infera.event.ClaimedBatch;
import io.infera.settlement.chain.ChainClient;
import io.infera.settlement.chain.ChainRefusedException;
import io.infera.settlement.chain.ChainUnavailableException;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.ContractRevertedException;
import io.infera.settlement.chain.SettlementLog;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contract that an attester signs for: how far the lanes are anchored for good, and whether the
 * attester is one. A chain that does not answer is asked again; judging goes on meanwhile.
 */
final class AttestedLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttestedLog.class);

  private final AttesterConfig.Chain config;
  private final int lanes;
  private final ChainClient chain;
  private final SettlementLog log;
  private final Contract contract;
  private Optional<Long> chainId = Optional.empty();
  private Optional<Boolean> attests = Optional.empty();
  private Optional<String> trouble = Optional.of("the chain was not asked yet");
  private long askedNanos;

  /** Is told how far a lane is anchored for good. */
  interface Depth {
    void at(int lane, long offset);
  }

  AttestedLog(AttesterConfig.Chain config, int lanes) {
    this.config = config;
    this.lanes = lanes;
    this.chain = new ChainClient(config.url(), config.timeout());
    this.log = new SettlementLog(chain, config.contract());
    this.contract = new Contract(chain, ContractAbi.load("SettlementLog"), config.contract());
    this.askedNanos = System.nanoTime() - config.poll().toNanos();
  }

  /** Asks the chain, if it is time. */
  void look(Depth depth) {
    if (System.nanoTime() - askedNanos < config.poll().toNanos()) {
      return;
    }
    askedNanos = System.nanoTime();
    try {
      if (chainId.isEmpty()) {
        chainId = Optional.of(chain.chainId());
      }
      long block = chain.head().number() - config.confirmations();
      if (block >= 0) {
        List<Long> positions = log.nextOffsets(lanes, block);
        for (int lane = 0; lane < lanes; lane++) {
          depth.at(lane, positions.get(lane));
        }
      }
      attests = Optional.empty();
      trouble = Optional.empty();
    } catch (ChainUnavailableException
        | ChainRefusedException
        | ContractRevertedException
        | IllegalStateException e) {
      if (trouble.isEmpty()) {
        LOG.warn("The chain says nothing: {}", e.getMessage());
      }
      trouble = Optional.of(e.getMessage());
    }
  }

  /** Whether a batch is for this contract. */
  boolean isOurs(ClaimedBatch batch) {
    return chainId.filter(id -> id == batch.getChainId()).isPresent()
        && batch.getContract().equals(config.contract().text());
  }

  /** What is wrong; empty when the chain answers and knows the attester. */
  Optional<String> trouble(String attester) {
    if (trouble.isPresent()) {
      return trouble;
    }
    if (attests.isEmpty()) {
      attests = Optional.of(contract.one(Boolean.class, "attesters", attester));
    }
    return attests.get()
        ? Optional.empty()
        : Optional.of(
            "%s is no attester of %s: its signatures do not count until governance names it"
                .formatted(attester, config.contract()));
  }

  @Override
  public void close() {
    chain.close();
  }
}
