package io.infera.settlement.keeper;

import io.infera.settlement.chain.Call;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.Keccak;
import io.infera.settlement.domain.rewards.EpochStatement;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings what requesters have used to the escrow, under the last active epoch, with what they
 * signed. A deposit that does not cover it is tried again with the next epoch; what was covered
 * stays covered.
 */
final class DebitTask implements KeeperTask {
  private final EpochTask epochs;
  private final KeptArchive kept;
  private final Contract escrow;
  private final Authorisations authorisations;
  private final Sender sender;
  private final Map<Usage, Long> refused = new HashMap<>();

  DebitTask(
      EpochTask epochs,
      KeptArchive kept,
      Contract escrow,
      Authorisations authorisations,
      Sender sender) {
    this.epochs = epochs;
    this.kept = kept;
    this.escrow = escrow;
    this.authorisations = authorisations;
    this.sender = sender;
    kept.beforeRereading(refused::clear);
  }

  @Override
  public String name() {
    return "debits";
  }

  @Override
  public String state() {
    return authorisations.count() + " authorisations";
  }

  @Override
  public int turn() {
    authorisations.refresh();
    epochs.active().ifPresent(this::debit);
    return sender.await();
  }

  /** Sends a debit for whatever was used and not debited. */
  private void debit(EpochStatement active) {
    for (Usage usage : active.usages()) {
      Bytes32 model = Keccak.of(usage.model());
      BigInteger spent = (BigInteger) escrow.ask("spent", usage.requester(), model).get(0);
      boolean due = spent.longValueExact() < usage.microInfer();
      if (due && refused.getOrDefault(usage, 0L) < active.number()) {
        Optional<List<Object>> allowed =
            authorisations.of(usage.requester(), usage.model(), kept.head().time());
        if (allowed.isPresent() && !send(usage, model, active, allowed.get())) {
          refused.put(usage, active.number());
        }
      }
    }
  }

  private boolean send(Usage usage, Bytes32 model, EpochStatement active, List<Object> allowed) {
    Object[] arguments = {struct(usage, model), active.proof(usage.leaf()), allowed};
    return sender.send(Call.of(escrow, "debit", arguments));
  }

  private static List<Object> struct(Usage usage, Bytes32 model) {
    return List.of(usage.requester(), model, usage.microInfer(), usage.tokens());
  }

  @Override
  public void close() {
    authorisations.close();
  }
}
