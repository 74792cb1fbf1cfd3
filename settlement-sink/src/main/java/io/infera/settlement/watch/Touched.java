package io.infera.settlement.watch;

import io.infera.settlement.chain.ContractAbi;
import io.infera.settlement.chain.EventReader.Seen;
import io.infera.settlement.chain.EvmAddress;
import io.infera.settlement.economy.Economy;
import io.infera.settlement.economy.EconomyContract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whose state on the chain some events may have changed, and what was asked there. */
final class Touched {
  /** Nothing says what changed it. */
  static final Change SEEN = new Change("SEEN", null);

  private static final String EJECTED = "EJECTED";

  private final Map<String, Change> nodes = new TreeMap<>();
  private final Map<String, Set<String>> requesters = new TreeMap<>();
  private final List<ContractAbi.Event> questions = new ArrayList<>();
  private boolean parameters;

  /**
   * What changed a stake.
   *
   * @param reason the event, as {@code NodeStake.reason} has it
   * @param transaction hash; null when only the state was found
   */
  record Change(String reason, String transaction) {}

  static Touched by(List<Seen> events, Economy economy) {
    var touched = new Touched();
    for (Seen seen : events) {
      if (seen.contract().equals(economy.address(EconomyContract.STAKING))) {
        touched.staking(seen);
      } else if (seen.contract().equals(economy.address(EconomyContract.ESCROW))) {
        touched.escrow(seen.event());
      } else if (seen.event().name().equals("Asked")) {
        touched.questions.add(seen.event());
      }
    }
    return touched;
  }

  private void staking(Seen seen) {
    ContractAbi.Event event = seen.event();
    parameters |= event.name().equals("ParametersSet");
    if (event.values().get("node") instanceof EvmAddress node) {
      var change = new Change(event.name().toUpperCase(Locale.ROOT), seen.transaction().toString());
      // An ejection is followed by what else the same slash does.
      nodes.merge(
          node.text(), change, (before, after) -> before.reason().equals(EJECTED) ? before : after);
    }
  }

  private void escrow(ContractAbi.Event event) {
    if (event.values().get("requester") instanceof EvmAddress requester) {
      Set<String> models = requesters.computeIfAbsent(requester.text(), any -> new TreeSet<>());
      if (event.name().equals("Debited")) {
        models.add(event.values().get("model").toString());
      }
    }
  }

  /** Nodes whose state is to be read, with what changed it. */
  Map<String, Change> nodes() {
    return nodes;
  }

  /** Requesters whose state is to be read, with hashes of models that they were debited for. */
  Map<String, Set<String>> requesters() {
    return requesters;
  }

  /** The {@code Asked} events, in order. */
  List<ContractAbi.Event> questions() {
    return questions;
  }

  /** Has these read, too: all that are known, when it is not known what changed. */
  void alsoNodes(Collection<String> known, Change change) {
    known.forEach(node -> nodes.putIfAbsent(node, change));
  }

  void alsoRequesters(Collection<String> known) {
    known.forEach(requester -> requesters.putIfAbsent(requester, Set.of()));
  }

  /** Whether the least stake may have changed, for all nodes. */
  boolean parameters() {
    return parameters;
  }
}
