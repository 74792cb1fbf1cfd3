package io.infera.infra.attack;

import io.infera.event.Disposition;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.ReplicaResult;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import io.infera.infra.topics.TopicReader;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** What stands in a network's topics after a run, each thing once. */
record Seen(
    List<InferenceRequest> requests,
    List<Disposition> dispositions,
    List<ReplicaResult> results,
    Collection<InferenceResponse> responses,
    Collection<Verdict> verdicts,
    List<SettlementEvent> settlements,
    List<RosterChange> roster) {

  static Seen read(TopicReader reader, Topic<InferenceResponse> answers) {
    return new Seen(
        reader.all(Topics.REQUESTS),
        firstOfEachAttempt(reader.all(Topics.ASSIGNMENTS)),
        reader.all(Topics.RESULTS),
        once(reader.all(answers), RequestKey::of),
        once(reader.all(Topics.VERDICTS), RequestKey::of),
        reader.all(Topics.SETTLEMENTS),
        reader.all(Topics.ROSTERS));
  }

  /** The first in log order is the only valid one. */
  private static List<Disposition> firstOfEachAttempt(List<Disposition> all) {
    var seen = new HashSet<String>();
    return all.stream()
        .filter(each -> seen.add(RequestKey.of(each) + " " + each.getAttempt()))
        .toList();
  }

  private static <T extends SpecificRecord> Collection<T> once(
      List<T> records, Function<T, RequestKey> keyOf) {
    var byKey = new TreeMap<RequestKey, T>();
    records.forEach(each -> byKey.putIfAbsent(keyOf.apply(each), each));
    return byKey.values();
  }
}
