package io.infera.infra.attack;

import io.infera.event.Disposition;
import io.infera.event.Escalation;
import io.infera.event.InferenceResponse;
import io.infera.event.ReplicaResult;
import io.infera.verification.domain.judge.Effect;
import io.infera.verification.domain.judge.Judge;
import io.infera.verification.domain.judge.JudgeRules;
import io.infera.verification.domain.judge.ResultSigner;
import java.time.Instant;
import java.util.List;

/** The production {@link Judge} with its timers in virtual time. */
final class Court {
  /** Who does what the judge wants done. */
  interface Clerk {
    void escalate(Trial trial, Escalation escalation);

    void answer(Trial trial, InferenceResponse response);

    void close(Trial trial, Effect.Close close);
  }

  private final Timeline timeline;
  private final Judge judge;
  private final Clerk clerk;

  Court(JudgeRules rules, Timeline timeline, ResultSigner signer, Clerk clerk) {
    this.timeline = timeline;
    this.judge = new Judge(rules, signer);
    this.clerk = clerk;
  }

  void on(Trial trial, Disposition disposition) {
    finish(trial, judge.on(trial.state, disposition, now()));
  }

  void on(Trial trial, ReplicaResult result) {
    finish(trial, judge.on(trial.state, result, now()));
  }

  private void finish(Trial trial, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Escalate escalate) {
        clerk.escalate(trial, escalate.escalation());
      } else if (effect instanceof Effect.Answer answer) {
        clerk.answer(trial, answer.response());
      } else if (effect instanceof Effect.Close close) {
        clerk.close(trial, close);
      }
    }
    // An ended case is remembered for repeated dispositions, and here there are none.
    if (!trial.state.ended()) {
      judge.nextTimer(trial.state).ifPresent(due -> plan(trial, due.toEpochMilli()));
    }
  }

  private void plan(Trial trial, long due) {
    if (due < trial.timer) {
      trial.timer = due;
      timeline.at(due, Timeline.Rank.REQUEST_TIMER, () -> fire(trial, due));
    }
  }

  private void fire(Trial trial, long due) {
    if (trial.timer == due && !trial.state.ended()) {
      trial.timer = Long.MAX_VALUE;
      finish(trial, judge.onTime(trial.state, now()));
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(timeline.now());
  }
}
