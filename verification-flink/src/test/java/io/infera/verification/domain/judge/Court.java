package io.infera.verification.domain.judge;

import io.infera.event.Disposition;
import io.infera.event.Escalation;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeJudgement;
import io.infera.event.Outcome;
import io.infera.event.ReplicaResult;
import io.infera.event.SettlementEvent;
import io.infera.event.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One case before a judge, and all that came out of it. */
final class Court {
  final Judge judge;
  final List<Effect> effects = new ArrayList<>();
  RequestCase state = RequestCase.empty();

  Court() {
    this(Cases.RULES);
  }

  Court(JudgeRules rules) {
    judge = new Judge(rules, Cases.SIGNER);
  }

  Court take(Disposition disposition, long time) {
    effects.addAll(judge.on(state, disposition, Cases.at(time)));
    return this;
  }

  Court take(ReplicaResult result, long time) {
    effects.addAll(judge.on(state, result, Cases.at(time)));
    return this;
  }

  /** Lets time pass: every timer until then. */
  Court until(long now) {
    for (var due = judge.nextTimer(state);
        due.isPresent() && due.get().toEpochMilli() <= now;
        due = judge.nextTimer(state)) {
      effects.addAll(judge.onTime(state, due.get()));
    }
    return this;
  }

  List<InferenceResponse> answers() {
    return all(Effect.Answer.class).stream().map(Effect.Answer::response).toList();
  }

  List<Escalation> escalations() {
    return all(Effect.Escalate.class).stream().map(Effect.Escalate::escalation).toList();
  }

  List<Ignored> ignored() {
    return all(Effect.Ignore.class).stream().map(Effect.Ignore::reason).toList();
  }

  List<Effect.Close> closes() {
    return all(Effect.Close.class);
  }

  Verdict verdict() {
    return closes().get(0).verdict();
  }

  SettlementEvent settlement() {
    return closes().get(0).settlement();
  }

  Map<String, Outcome> outcomes() {
    var outcomes = new TreeMap<String, Outcome>();
    for (NodeJudgement judgement : verdict().getJudgements()) {
      outcomes.put(judgement.getNodeId(), judgement.getOutcome());
    }
    return outcomes;
  }

  private <T extends Effect> List<T> all(Class<T> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
