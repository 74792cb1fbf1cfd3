package io.infera.infra.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What must be true at the end of the demo. */
final class Expectations {
  private static final Set<String> OUT = Set.of("SUSPENDED", "EJECTED");

  private Expectations() {}

  /** What is not as it should be, a sentence each; empty when all is well. */
  static List<String> unmet(DemoReport report, int submitted) {
    var unmet = new ArrayList<String>();
    expect(unmet, "requests in the log", submitted, report.requests());
    expect(unmet, "requests answered", submitted, report.responses());
    expect(unmet, "requests answered twice and differently", 0, report.conflicting());
    expect(unmet, "answers VERIFIED", submitted, report.verified());
    expect(unmet, "requests settled", submitted, report.settled());
    expect(unmet, "requests settled twice", 0, report.settledTwice());
    expect(unmet, "receipts that check out", submitted, report.receiptsChecked());
    unmet.addAll(report.badReceipts());
    unmet.addAll(report.money().problems());
    report.nodes().forEach(node -> expectState(unmet, node));
    return unmet;
  }

  /** True for a state that keeps a node out of the draw. */
  static boolean isOut(String state) {
    return OUT.contains(state);
  }

  private static void expectState(List<String> unmet, NodeReport node) {
    boolean out = isOut(node.state());
    switch (node.kind()) {
      case IMPOSTOR -> {
        if (!out) {
          unmet.add(
              "the impostor "
                  + node.nodeId()
                  + " should be SUSPENDED or EJECTED, found "
                  + node.state());
        }
      }
      case HONEST, BACKSTOP -> {
        if (out) {
          unmet.add(
              "the honest node "
                  + node.nodeId()
                  + " should be in good standing, found "
                  + node.state());
        }
      }
      case KILLED -> {
        // It kept silent, and what follows from silence is right.
      }
    }
  }

  private static void expect(List<String> unmet, String what, int expected, int found) {
    if (expected != found) {
      unmet.add(what + ": expected " + expected + ", found " + found);
    }
  }
}
