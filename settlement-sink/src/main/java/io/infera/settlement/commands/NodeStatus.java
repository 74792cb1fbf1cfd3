package io.infera.settlement.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.infera.runtime.InferAmount;
import io.infera.settlement.chain.Contract;
import io.infera.settlement.chain.EventReader;
import io.infera.settlement.economy.EconomyContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What nodes have at stake and were paid.
 *
 * @param rows one for each node
 */
record NodeStatus(List<Row> rows) {
  private static final int BLOCKS_PER_QUERY = 2_000;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * A node.
   *
   * @param eligible whether it may be drawn, as far as its stake says
   * @param fees paid to it until now
   * @param emission paid to it until now
   */
  record Row(String node, Stake stake, boolean eligible, InferAmount fees, InferAmount emission) {
    private String state() {
      return stake.ejected() ? "EJECTED" : eligible ? "eligible" : "below the minimum";
    }
  }

  static NodeStatus of(ChainDesk desk, List<String> nodes) {
    List<String> addresses =
        nodes == null || nodes.isEmpty()
            ? everStaked(desk)
            : nodes.stream().map(Nodes::address).toList();
    return new NodeStatus(addresses.stream().map(node -> row(desk, node)).toList());
  }

  private static Row row(ChainDesk desk, String node) {
    Contract staking = desk.contract(EconomyContract.STAKING);
    List<Object> paid = desk.contract(EconomyContract.REWARDS).ask("paid", node);
    return new Row(
        node,
        Stake.of(desk, node),
        staking.one(Boolean.class, "eligible", node),
        Amounts.units(paid.get(0)),
        Amounts.units(paid.get(1)));
  }

  private static List<String> everStaked(ChainDesk desk) {
    var nodes = new TreeSet<String>();
    var events = new EventReader(desk.chain(), List.of(desk.contract(EconomyContract.STAKING)));
    long head = desk.chain().head().number();
    for (long from = desk.economy().block(); from <= head; from += BLOCKS_PER_QUERY) {
      events.read(from, Math.min(head, from + BLOCKS_PER_QUERY - 1)).stream()
          .filter(seen -> seen.event().name().equals("Staked"))
          .forEach(seen -> nodes.add(seen.event().values().get("node").toString()));
    }
    return List.copyOf(nodes);
  }

  String shown(boolean json) {
    return json ? json() : text();
  }

  private String text() {
    var lines = new ArrayList<String>();
    String form = "%-42s  %18s  %18s  %4s  %5s  %22s  %s";
    lines.add(form.formatted("node", "at stake", "leaving", "rung", "cases", "paid", "state"));
    for (Row row : rows) {
      lines.add(
          form.formatted(
              row.node(),
              row.stake().bonded(),
              row.stake().unbonding(),
              row.stake().rung(),
              row.stake().openCases(),
              row.fees().plus(row.emission()),
              row.state()));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private String json() {
    var nodes = new ArrayList<Map<String, Object>>();
    for (Row row : rows) {
      var one = new LinkedHashMap<String, Object>();
      one.put("node", row.node());
      one.put("state", row.state());
      one.put("atStake", row.stake().bonded().toString());
      one.put("leaving", row.stake().unbonding().toString());
      one.put("leavesAt", row.stake().withdrawableAt().toString());
      one.put("rung", row.stake().rung());
      one.put("openCases", row.stake().openCases());
      one.put("paidFees", row.fees().toString());
      one.put("paidEmission", row.emission().toString());
      nodes.add(one);
    }
    try {
      return JSON.writeValueAsString(nodes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stakes cannot be written as JSON", e);
    }
  }
}
