package io.infera.settlement.keeper;

import io.infera.event.FaultEvidence;
import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.Structs;
import io.infera.settlement.domain.ArchivedBatch;
import io.infera.settlement.domain.Entry;
import io.infera.settlement.domain.SlashEvidence;
import io.infera.settlement.keeper.domain.CaseStep;
import io.infera.settlement.keeper.domain.CaseView;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the evidence of every fault to the stakes' contract: accuses, and when a case is ripe has
 * it carried out. How far a case has come the contract knows; here is only the list of those that
 * have not ended for good.
 */
final class SlashTask implements KeeperTask {
  private static final Logger LOG = LoggerFactory.getLogger(SlashTask.class);

  private final KeptArchive kept;
  private final Contract staking;
  private final Sender sender;
  private final List<Fault> open = new ArrayList<>();

  private record Fault(int lane, long firstOffset, long offset, String node) {}

  SlashTask(KeptArchive kept, Contract staking, Sender sender) {
    this.kept = kept;
    this.staking = staking;
    this.sender = sender;
    kept.listen(this::found);
    kept.beforeRereading(open::clear);
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
      if (attend(evidence(faults.next())) == CaseStep.FORGET) {
        faults.remove();
      }
    }
    return sender.await();
  }

  @Override
  public String state() {
    return open.size() + " cases open";
  }

  private CaseStep attend(SlashEvidence evidence) {
    CaseStep step =
        CaseStep.of(
            view(evidence, kept.head().number()),
            () -> view(evidence, kept.deep()),
            kept.head().time().getEpochSecond());
    switch (step) {
      case ACCUSE -> sender.send(Call.of(staking, "accuse", Structs.accuse(evidence)));
      case SLASH -> sender.send(Call.of(staking, "slash", Structs.slash(evidence)));
      case FORGET ->
          LOG.info(
              "Nothing is left to do about what {} did at offset {} of lane {}",
              evidence.fault().getNodeId(),
              evidence.offset(),
              evidence.lane());
      case WAIT -> {
        // The contract, or the chain, takes its time.
      }
    }
    return step;
  }

  private CaseView view(SlashEvidence evidence, long block) {
    List<Object> found = staking.askAt(block, "cases", evidence.caseId());
    List<Object> stake = staking.askAt(block, "stakes", evidence.fault().getNodeId());
    BigInteger all = ((BigInteger) stake.get(0)).add((BigInteger) stake.get(1));
    return new CaseView(
        CaseView.State.values()[((BigInteger) found.get(0)).intValueExact()],
        ((BigInteger) found.get(1)).longValueExact(),
        all.signum() > 0);
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
