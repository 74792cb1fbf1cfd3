package io.infera.settlement.keeper;

import io.infera.event.FaultEvidence;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.Structs;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.SlashEvidence;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the evidence of every fault to the stakes' contract: accuses, and when a case is ripe has
 * it carried out. How far a case has come the contract knows; here is only the list of those that
 * have not ended.
 */
final class SlashTask implements KeeperTask {
  private static final Logger LOG = LoggerFactory.getLogger(SlashTask.class);

  private final KeptArchive kept;
  private final Contract staking;
  private final Sender sender;
  private final List<Fault> open = new ArrayList<>();

  private record Fault(int lane, long firstOffset, long offset, String node) {}

  /** In the order of {@code NodeStaking.CaseState}. */
  private enum CaseState {
    NONE,
    OPEN,
    APPEALED,
    REFUTED,
    ACQUITTED,
    SLASHED
  }

  SlashTask(KeptArchive kept, Contract staking, Sender sender) {
    this.kept = kept;
    this.staking = staking;
    this.sender = sender;
    kept.listen(this::found);
  }

  /** Notes the faults of a batch that is anchored for good. */
  private void found(ArchivedBatch batch) {
    for (Entry.Settled settled : batch.batch().settlements()) {
      for (FaultEvidence fault : settled.event().getFaults()) {
        open.add(
            new Fault(
                batch.batch().range().lane(),
                batch.batch().range().first(),
                settled.offset(),
                fault.getNodeId()));
      }
    }
  }

  @Override
  public String name() {
    return "slashes";
  }

  /** Does for each fault what is to be done next. */
  @Override
  public int turn() {
    kept.refresh();
    for (Iterator<Fault> faults = open.iterator(); faults.hasNext(); ) {
      if (ended(evidence(faults.next()), kept.head())) {
        faults.remove();
      }
    }
    return sender.await();
  }

  @Override
  public String state() {
    return open.size() + " cases open";
  }

  private boolean ended(SlashEvidence evidence, Block head) {
    List<Object> found = staking.ask("cases", evidence.caseId());
    CaseState state = CaseState.values()[((BigInteger) found.get(0)).intValueExact()];
    long ripeAt = ((BigInteger) found.get(1)).longValueExact();
    switch (state) {
      case NONE -> {
        return accuse(evidence);
      }
      case OPEN, APPEALED -> {
        if (ripeAt <= head.time().getEpochSecond()) {
          sender.send(Call.of(staking, "slash", Structs.slash(evidence)));
        }
        return false;
      }
      default -> {
        LOG.info("The case against {} has ended: {}", evidence.fault().getNodeId(), state);
        return true;
      }
    }
  }

  /** Who has nothing at stake can lose nothing: then the evidence is of no use here. */
  private boolean accuse(SlashEvidence evidence) {
    List<Object> stake = staking.ask("stakes", evidence.fault().getNodeId());
    if (((BigInteger) stake.get(0)).add((BigInteger) stake.get(1)).signum() == 0) {
      LOG.info("{} has nothing at stake: it is not accused", evidence.fault().getNodeId());
      return true;
    }
    sender.send(Call.of(staking, "accuse", Structs.accuse(evidence)));
    return false;
  }

  private SlashEvidence evidence(Fault fault) {
    return SlashEvidence.of(
        kept.batch(fault.lane(), fault.firstOffset()), fault.offset(), fault.node());
  }

  @Override
  public void close() {
    // What it uses belongs to the keeper.
  }
}
