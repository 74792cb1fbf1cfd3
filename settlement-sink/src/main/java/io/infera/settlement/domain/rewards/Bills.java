package io.infera.settlement.domain.rewards;

import io.infera.event.NodePayment;
import io.infera.event.SettlementEvent;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.EpochLeaves.Usage;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What requesters owe to whom. The payments of a requester for a model stand in a row, in the order
 * in which their settlements were counted; a debit pays the row from where the one before it ended.
 */
final class Bills {
  private final String gateway;
  private final Map<Account, Row> rows = new TreeMap<>();
  private final Map<String, List<NodePayment>> questions = new HashMap<>();

  private record Account(String requester, String model) implements Comparable<Account> {
    @Override
    public int compareTo(Account other) {
      int byRequester = requester.compareTo(other.requester);
      return byRequester != 0 ? byRequester : model.compareTo(other.model);
    }
  }

  /** A payment, and where in its row it ends, in millionths of an INFER. */
  private record Part(String node, long end) {}

  /** The payments of one account that are not debited yet. */
  private static final class Row {
    private final Deque<Part> parts = new ArrayDeque<>();
    private long begin;
    private long micro;
    private long tokens;

    Row copy() {
      var copy = new Row();
      copy.parts.addAll(parts);
      copy.begin = begin;
      copy.micro = micro;
      copy.tokens = tokens;
      return copy;
    }

    void add(NodePayment payment) {
      micro = Math.addExact(micro, payment.getMicroInfer());
      tokens = Math.addExact(tokens, payment.getTokens());
      parts.add(new Part(payment.getNodeId(), micro));
    }

    /** What of a stretch is each node's; stretches come in ascending order. */
    Map<String, BigInteger> stretch(long from, long to) {
      while (!parts.isEmpty() && parts.getFirst().end() <= from) {
        begin = parts.removeFirst().end();
      }
      var shares = new TreeMap<String, BigInteger>();
      long start = begin;
      for (Part part : parts) {
        long share = Math.min(to, part.end()) - Math.max(from, start);
        if (share <= 0 && start >= to) {
          break;
        }
        if (share > 0) {
          shares.merge(part.node(), BigInteger.valueOf(share), BigInteger::add);
        }
        start = part.end();
      }
      return shares;
    }
  }

  /**
   * @param gateway the contract that asks for others: what it is asked is paid there, and not
   *     debited
   */
  Bills(String gateway) {
    this.gateway = gateway;
  }

  Bills copy() {
    var copy = new Bills(gateway);
    rows.forEach((account, row) -> copy.rows.put(account, row.copy()));
    copy.questions.putAll(questions);
    return copy;
  }

  void count(SettlementEvent event) {
    if (event.getPayments().isEmpty()) {
      return;
    }
    if (event.getRequester().equals(gateway)) {
      questions.put(event.getRequestId(), event.getPayments());
      return;
    }
    Row row =
        rows.computeIfAbsent(
            new Account(event.getRequester(), event.getModelId()), any -> new Row());
    event.getPayments().forEach(row::add);
  }

  /**
   * What of a fee is whose, by weight.
   *
   * @throws IllegalStateException when nothing that was counted can have cost it
   */
  Map<String, BigInteger> whose(FeeReceived fee) {
    Map<String, BigInteger> parts =
        fee instanceof FeeReceived.Debit debit
            ? debited(debit)
            : answered((FeeReceived.Question) fee);
    if (parts.isEmpty()) {
      throw new IllegalStateException("nothing that was counted can have cost " + fee);
    }
    return parts;
  }

  private Map<String, BigInteger> debited(FeeReceived.Debit debit) {
    return rows.entrySet().stream()
        .filter(row -> row.getKey().requester().equals(debit.requester()))
        .filter(row -> hash(row.getKey().model()).equals(debit.model()))
        .filter(row -> debit.toMicro() <= row.getValue().micro)
        .findFirst()
        .map(row -> row.getValue().stretch(debit.fromMicro(), debit.toMicro()))
        .orElse(Map.of());
  }

  private static Bytes32 hash(String model) {
    return Keccak.of(model);
  }

  private Map<String, BigInteger> answered(FeeReceived.Question question) {
    var parts = new TreeMap<String, BigInteger>();
    questions
        .getOrDefault(question.requestId(), List.of())
        .forEach(
            payment -> parts.put(payment.getNodeId(), BigInteger.valueOf(payment.getMicroInfer())));
    return parts;
  }

  /** What everybody has used until now, by requester and model. */
  List<Usage> usages() {
    return rows.entrySet().stream()
        .map(
            row ->
                new Usage(
                    row.getKey().requester(),
                    row.getKey().model(),
                    row.getValue().micro,
                    row.getValue().tokens))
        .toList();
  }
}
