package io.infera.dispatcher.domain;

import io.infera.event.AttemptPurpose;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawEvidence;
import io.infera.event.DrawnNode;
import io.infera.event.RosterChange;
import io.infera.schemas.canonical.Hex;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Repeats a draw from the roster's log and the disposition alone. What it cannot know is which
 * nodes were saturated; it checks that those the evidence names are bounded at all. Also that the
 * beacon is the one of its epoch is another question, answered when the secret is published.
 */
public final class DrawVerifier {
  private DrawVerifier() {}

  /**
   * The first difference between a disposition and its draw repeated, as a sentence; empty when
   * there is none.
   *
   * @param roster the roster at the version that the evidence names
   */
  public static Optional<String> firstDifference(Disposition disposition, Roster roster) {
    if (disposition.getKind() != DispositionKind.ASSIGNED || disposition.getDraw() == null) {
      return Optional.of("nobody was drawn: it is " + disposition.getKind());
    }
    return differenceOfTerms(disposition, roster).or(() -> differenceOfNodes(disposition, roster));
  }

  private static Optional<String> differenceOfTerms(Disposition disposition, Roster roster) {
    DrawEvidence draw = disposition.getDraw();
    if (draw.getRosterVersion() != roster.version()) {
      return differ("roster version", draw.getRosterVersion(), roster.version());
    }
    Digest seed =
        Draw.seed(
            draw.getBeacon(),
            draw.getRequestPartition(),
            draw.getRequestOffset(),
            disposition.getAttempt());
    if (!seed.equals(draw.getSeed())) {
      return differ("seed", Hex.of(draw.getSeed()), Hex.of(seed));
    }
    if (disposition.getPurpose() == AttemptPurpose.FIRST) {
      if (disposition.getNodes().size() != disposition.getReplicas()) {
        return differ("number of nodes", disposition.getNodes().size(), disposition.getReplicas());
      }
      if (!draw.getExcluded().isEmpty()) {
        return differ("excluded nodes of a first attempt", draw.getExcluded(), List.of());
      }
    }
    return draw.getSaturated().stream()
        .filter(node -> roster.find(node).map(RosterChange::getMaxInFlight).orElse(0) <= 0)
        .findFirst()
        .map(
            node ->
                "node " + node + " is called saturated, but the roster does not bound its jobs");
  }

  private static Optional<String> differenceOfNodes(Disposition disposition, Roster roster) {
    DrawEvidence draw = disposition.getDraw();
    List<DrawnNode> recorded = disposition.getNodes();
    if (recorded.isEmpty() || disposition.getPolicy() == null) {
      return Optional.of("an assignment without nodes or without a policy is none");
    }
    int wanted = wanted(disposition);
    if (recorded.size() > wanted) {
      return differ("number of nodes", recorded.size(), wanted);
    }
    Set<String> saturated = Set.copyOf(draw.getSaturated());
    var order =
        new DrawOrder(
            draw.getSeed(),
            disposition.getPurpose(),
            disposition.getPolicy(),
            draw.getPool(),
            wanted,
            recorded.size(),
            draw.getExcluded());
    DrawOutcome again = Draw.draw(order, roster, node -> saturated.contains(node.getNodeId()));
    if (again instanceof DrawOutcome.TooFew few) {
      return differ("number of nodes", recorded.size(), few.found());
    }
    List<RosterChange> nodes = ((DrawOutcome.Drawn) again).nodes();
    if (recorded.size() < nodes.size()) {
      return differ("number of nodes", recorded.size(), nodes.size());
    }
    for (int i = 0; i < recorded.size(); i++) {
      DrawnNode expected = Dispositions.drawn(nodes.get(i));
      if (!recorded.get(i).equals(expected)) {
        return differ("node " + (i + 1) + " of the draw", recorded.get(i), expected);
      }
    }
    return Optional.empty();
  }

  /** How many nodes an attempt has; a later one may have fewer when no others were eligible. */
  private static int wanted(Disposition disposition) {
    return switch (disposition.getPurpose()) {
      case FIRST -> disposition.getReplicas();
      case ESCALATION -> Math.max(1, disposition.getPolicy().getEscalationReplicas());
      case AUDIT -> 1;
    };
  }

  private static Optional<String> differ(String what, Object recorded, Object repeated) {
    return Optional.of(
        what + ": the disposition says " + recorded + ", repeated it is " + repeated);
  }
}
