package io.infera.infra.demo;

import io.infera.event.Disposition;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeStanding;
import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.event.Verdict;
import io.infera.infra.topics.TopicReader;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the topics say, read from the first record to the last.
 *
 * @param requests every request
 * @param dispositions what was decided about each
 * @param responses every answer, repetitions included
 * @param verdicts how each was judged
 * @param settlements what is to be settled
 * @param receipts what is settled
 * @param standings the last standing of each node
 */
record Observation(
    List<InferenceRequest> requests,
    List<Disposition> dispositions,
    List<InferenceResponse> responses,
    List<Verdict> verdicts,
    List<SettlementEvent> settlements,
    List<SettlementReceipt> receipts,
    Map<String, NodeStanding> standings) {

  /**
   * @param answers the topic of the answers to whoever asked
   */
  static Observation read(TopicReader reader, Topic<InferenceResponse> answers) {
    var standings = new HashMap<String, NodeStanding>();
    reader.all(Topics.STANDINGS).forEach(standing -> standings.put(standing.getNodeId(), standing));
    return new Observation(
        reader.all(Topics.REQUESTS),
        reader.all(Topics.ASSIGNMENTS),
        reader.all(answers),
        distinct(reader.all(Topics.VERDICTS), Digests::verdict),
        reader.all(Topics.SETTLEMENTS),
        reader.all(Topics.RECEIPTS),
        standings);
  }

  private static <T> List<T> distinct(List<T> values, Function<T, ?> identity) {
    var seen = new HashSet<Object>();
    return values.stream().filter(value -> seen.add(identity.apply(value))).toList();
  }

  Set<RequestKey> requestKeys() {
    return requests.stream().map(RequestKey::of).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The answer of each request; where several differ, the first. */
  Map<RequestKey, InferenceResponse> answers() {
    var answers = new TreeMap<RequestKey, InferenceResponse>();
    responses.forEach(response -> answers.putIfAbsent(RequestKey.of(response), response));
    return answers;
  }

  /** How many requests have answers that differ. */
  int conflicting() {
    Map<RequestKey, Set<Object>> digests =
        responses.stream()
            .collect(
                Collectors.groupingBy(
                    RequestKey::of, Collectors.mapping(Digests::response, Collectors.toSet())));
    return (int) digests.values().stream().filter(distinct -> distinct.size() > 1).count();
  }

  /** How often each request was settled. */
  Map<RequestKey, Long> settlementCounts() {
    return settlements.stream()
        .collect(Collectors.groupingBy(RequestKey::of, TreeMap::new, Collectors.counting()));
  }

  Map<RequestKey, SettlementReceipt> finalReceipts() {
    return finalReceipts(receipts);
  }

  /** The final receipt of each request. */
  static Map<RequestKey, SettlementReceipt> finalReceipts(List<SettlementReceipt> receipts) {
    var receiptsByKey = new TreeMap<RequestKey, SettlementReceipt>();
    receipts.stream()
        .filter(receipt -> receipt.getStatus() == ReceiptStatus.FINAL)
        .forEach(receipt -> receiptsByKey.put(RequestKey.of(receipt), receipt));
    return receiptsByKey;
  }

  /** What was settled against nodes, in the order of the log. */
  List<Fault> faults() {
    return settlements.stream()
        .flatMap(
            settlement ->
                settlement.getFaults().stream()
                    .map(
                        fault ->
                            new Fault(
                                RequestKey.of(settlement).toString(),
                                fault.getNodeId(),
                                fault.getCosine(),
                                fault.getAuditor(),
                                Hex.of(fault.getResultLeaf()))))
        .toList();
  }
}
