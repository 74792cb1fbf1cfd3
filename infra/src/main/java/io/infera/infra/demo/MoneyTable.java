package io.infera.infra.demo;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Prints what is whose, for people: six decimals, rounded down; the JSON report is exact. */
final class MoneyTable {
  private static final int DECIMALS = 6;
  private static final String FORM = "  %-42s  %-8s %13s %10s %10s %13s %11s %11s  %s";

  private MoneyTable() {}

  static void print(Money money, PrintWriter out) {
    out.println("  money, in INFER, as the chain has it");
    row(out, "node", "was", "at stake", "leaving", "fees", "emission", "taken", "given", "");
    for (Money.Purse purse : money.nodes()) {
      row(
          out,
          purse.nodeId(),
          purse.kind(),
          shown(purse.atStake()),
          shown(purse.leaving()),
          shown(purse.fees()),
          shown(purse.emission()),
          shown(purse.taken()),
          shown(purse.given()),
          purse.ejected() ? "ejected" : "");
    }
    Money.Requester requester = money.requester();
    line(
        out,
        "requester",
        "%s deposited, %s debited, %s left; %s given from slashes",
        requester.deposited(),
        requester.debited(),
        requester.left(),
        requester.given());
    Money.Fees fees = money.fees();
    line(
        out,
        "fees",
        "%s to nodes, %s to the model's author, %s to the network",
        fees.toNodes(),
        fees.toAuthor(),
        fees.toNetwork());
    Money.Supply supply = money.supply();
    line(
        out,
        "supply",
        "%s from the start + %s emitted - %s burned = %s; all accounts have %s",
        supply.genesis(),
        supply.emitted(),
        supply.burned(),
        supply.total(),
        supply.held());
    out.printf(
        Locale.ROOT,
        "  %-12s %d active, each made again from archive and chain; %d slashes carried out%n",
        "epochs",
        money.epochs(),
        money.slashes());
  }

  private static void row(PrintWriter out, Object... columns) {
    out.println(String.format(Locale.ROOT, FORM, columns).stripTrailing());
  }

  private static void line(PrintWriter out, String name, String form, String... amounts) {
    Object[] shown = java.util.Arrays.stream(amounts).map(MoneyTable::shown).toArray();
    out.printf(Locale.ROOT, "  %-12s %s%n", name, form.formatted(shown));
  }

  private static String shown(String amount) {
    BigDecimal infer = new BigDecimal(amount.substring(0, amount.indexOf(' ')));
    if (infer.signum() == 0) {
      return "-";
    }
    BigDecimal rounded = infer.setScale(DECIMALS, RoundingMode.DOWN).stripTrailingZeros();
    return (rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString();
  }
}
