package io.infera.dispatcher;

import io.infera.dispatcher.domain.BeaconVerifier;
import io.infera.dispatcher.domain.DrawVerifier;
import io.infera.dispatcher.domain.Roster;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawEvidence;
import io.infera.event.DrawnNode;
import io.infera.schemas.canonical.Hex;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What came of repeating one disposition's draw.
 *
 * @param found the disposition and where it stands
 * @param isValid false for one that is not the first of its attempt and therefore counts for
 *     nothing
 * @param difference the first difference; empty when the draw is equal, or there was none to repeat
 * @param beacon what its beacon was made from, as far as it can be told
 */
record DrawReport(
    AuditLog.Found found, boolean isValid, Optional<String> difference, String beacon) {
  /** What draws and their beacons are held against. */
  interface Checks {
    Roster roster(long version);

    BeaconVerifier.Result beacon(Disposition disposition);
  }

  static List<DrawReport> of(List<AuditLog.Found> inLogOrder, Checks checks) {
    Set<Integer> attempts = new HashSet<>();
    var reports = new ArrayList<DrawReport>();
    for (AuditLog.Found found : inLogOrder) {
      boolean valid = attempts.add(found.disposition().getAttempt());
      reports.add(of(found, valid, checks));
    }
    return reports;
  }

  private static DrawReport of(AuditLog.Found found, boolean valid, Checks checks) {
    Optional<String> difference = valid ? compare(found, checks) : Optional.empty();
    if (!valid || found.disposition().getDraw() == null) {
      return new DrawReport(found, valid, difference, "");
    }
    BeaconVerifier.Result result = checks.beacon(found.disposition());
    if (result instanceof BeaconVerifier.Result.Wrong wrong) {
      return new DrawReport(
          found, true, difference.or(() -> Optional.of(wrong.difference())), wrong.difference());
    }
    String told =
        result instanceof BeaconVerifier.Result.Right right
            ? right.how()
            : "not checked: " + ((BeaconVerifier.Result.Unknown) result).why();
    return new DrawReport(found, true, difference, told);
  }

  private static Optional<String> compare(AuditLog.Found found, Checks checks) {
    Disposition disposition = found.disposition();
    if (disposition.getKind() != DispositionKind.ASSIGNED) {
      return Optional.empty();
    }
    DrawEvidence draw = disposition.getDraw();
    if (draw == null) {
      return Optional.of("an assignment without the evidence of its draw cannot be repeated");
    }
    if (draw.getRequestPartition() != found.partition()) {
      return Optional.of(
          "partition: the evidence says "
              + draw.getRequestPartition()
              + ", the disposition stands in "
              + found.partition());
    }
    return DrawVerifier.firstDifference(disposition, checks.roster(draw.getRosterVersion()));
  }

  boolean isFine() {
    return difference.isEmpty();
  }

  private String result() {
    if (!isValid) {
      return "void: not the first of its attempt";
    }
    if (found.disposition().getKind() != DispositionKind.ASSIGNED) {
      return "nobody was drawn: " + found.disposition().getReason();
    }
    return difference.map(sentence -> "DIFFERENT: " + sentence).orElse("equal");
  }

  void print(PrintWriter out) {
    Disposition disposition = found.disposition();
    out.printf(
        "attempt %d (%s) at %s, disposition %d of partition %d: %s%n",
        disposition.getAttempt(),
        disposition.getPurpose(),
        disposition.getAt(),
        found.offset(),
        found.partition(),
        result());
    DrawEvidence draw = disposition.getDraw();
    if (draw == null) {
      return;
    }
    out.printf("  roster version %d%n", draw.getRosterVersion());
    out.printf(
        "  beacon %s of epoch %d, %s%n", Hex.of(draw.getBeacon()), draw.getBeaconEpoch(), beacon);
    out.printf(
        "  request at offset %d of partition %d%n",
        draw.getRequestOffset(), draw.getRequestPartition());
    out.printf("  seed %s%n", Hex.of(draw.getSeed()));
    if (!draw.getExcluded().isEmpty()) {
      out.printf("  excluded %s%n", String.join(" ", draw.getExcluded()));
    }
    if (!draw.getSaturated().isEmpty()) {
      out.printf("  saturated %s%n", String.join(" ", draw.getSaturated()));
    }
    for (DrawnNode node : disposition.getNodes()) {
      out.printf(
          "  drawn %s of operator %s, %s, weight %d%n",
          node.getNodeId(), node.getOperator(), node.getState(), node.getWeight());
    }
  }

  Map<String, Object> toMap() {
    Disposition disposition = found.disposition();
    var map = new LinkedHashMap<String, Object>();
    map.put("attempt", disposition.getAttempt());
    map.put("purpose", disposition.getPurpose().name());
    map.put("kind", disposition.getKind().name());
    map.put("partition", found.partition());
    map.put("offset", found.offset());
    map.put("valid", isValid);
    map.put("equal", isFine());
    map.put("result", result());
    map.put("nodes", disposition.getNodes().stream().map(DrawnNode::getNodeId).toList());
    if (disposition.getDraw() != null) {
      map.put("rosterVersion", disposition.getDraw().getRosterVersion());
      map.put("seed", Hex.of(disposition.getDraw().getSeed()));
      map.put("beacon", beacon);
    }
    return map;
  }
}
