package io.infera.verification.stream;

import io.infera.schemas.serde.UndecodableException;
import io.infera.verification.VerificationParameters;
import io.infera.verification.domain.judge.Effect;
import io.infera.verification.domain.judge.EndedRequests;
import io.infera.verification.domain.judge.Ignored;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.Observation;
import io.infera.verification.domain.judge.RequestCase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The judge's shell: keyed by request, it hands records and the passing of time to {@link
 * RequestJudge} and sends its effects out. Answers, verdicts, escalations and what shadows say
 * leave by the main output, settlements, outcomes and observations by their own.
 *
 * <p>Every outcome leaves before the watermark passes its time: a record's partition time is above
 * the watermark when the record is judged, and timers fire before the watermark that fires them
 * goes on. So no outcome comes late to its epoch.
 *
 * <p>Keyed state and a timer has a request only while it is open. Ended ones are remembered for a
 * while ({@code judge.remember}), so that a repeated disposition does not open them again: all in
 * one compact set, {@link EndedRequests}, because state of their own would make each snapshot a
 * hundred times as large. The set is union state: a subtask takes its own key groups out of all.
 */
public final class JudgeFunction extends KeyedProcessFunction<String, LogRecord, Emission>
    implements CheckpointedFunction {
  /** Settlements, for the transactional sink. */
  public static final OutputTag<Emission> SETTLEMENTS =
      new OutputTag<>("settlements", EmissionWire.TYPE);

  /** What verdicts say of nodes, for their reputation. */
  public static final OutputTag<NodeOutcome> OUTCOMES =
      new OutputTag<>("outcomes", NodeOutcomeWire.TYPE);

  /** What closed requests say of errors, for the census beside the judge. */
  public static final OutputTag<Observation> OBSERVATIONS =
      new OutputTag<>("observations", ObservationWire.TYPE);

  private static final long serialVersionUID = 1L;

  /** Kinds of {@link #open}: part of its format. */
  private static final int REQUESTS = 0;

  private static final int ATTEMPTS = 1;
  private static final int KINDS = 2;

  private final VerificationParameters parameters;
  private transient RequestJudge judge;
  private transient Counters counters;
  private transient JudgeMetrics metrics;
  private transient ValueState<RequestCase> cases;
  private transient EndedRequests ended;
  private transient ListState<byte[]> endedState;
  private transient KeyGroupCounts open;
  private transient KeyGroups groups;

  /** How a request stood before it was judged on, as far as it is kept and counted. */
  private record Before(Optional<Instant> timer, int requests, int attempts) {
    static final Before NOTHING = new Before(Optional.empty(), 0, 0);
  }

  public JudgeFunction(VerificationParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public void open(OpenContext context) {
    judge = new RequestJudge(parameters.judgeRules(), parameters.registryUrl());
    counters = new Counters(getRuntimeContext().getMetricGroup());
    metrics = new JudgeMetrics(getRuntimeContext().getMetricGroup());
    metrics.gauge("openRequests", () -> open.of(REQUESTS));
    metrics.gauge("openAttempts", () -> open.of(ATTEMPTS));
    metrics.gauge("rememberedRequests", () -> ended.size());
    cases =
        getRuntimeContext().getState(new ValueStateDescriptor<>(Uids.CASE_STATE, new CaseState()));
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    groups = KeyGroups.of(getRuntimeContext().getTaskInfo());
    ended = new EndedRequests();
    endedState = KeyGroups.pieces(context.getOperatorStateStore(), Uids.ENDED_STATE);
    for (byte[] piece : endedState.get()) {
      ended.restore(piece, groups::own);
    }
    open = KeyGroupCounts.restore(Uids.OPEN_COUNTS_STATE, KINDS, groups, context);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    endedState.update(ended.snapshot());
    open.snapshot();
  }

  @Override
  public void processElement(LogRecord record, Context context, Collector<Emission> out)
      throws Exception {
    ended.forget(context.timerService().currentWatermark());
    RequestCase known = cases.value();
    RequestCase state = known == null ? RequestCase.empty() : known.copy();
    List<Effect> effects;
    try {
      SpecificRecord value = judge.read(record);
      if (known == null && ended.contains(context.getCurrentKey())) {
        metrics.ignored(Ignored.ENDED);
        return;
      }
      effects = judge.on(state, value, Instant.ofEpochMilli(record.time()));
    } catch (Refusal | UndecodableException unread) {
      refuse(record, unread, context);
      return;
    }
    finish(before(known), state, effects, context, out);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Emission> out) throws Exception {
    RequestCase state = cases.value();
    if (state != null) {
      Before before = before(state);
      List<Effect> effects = judge.onTime(state, Instant.ofEpochMilli(time));
      finish(before, state, effects, context, out);
    }
  }

  /**
   * The one timer that is registered for a case as it is kept follows from the case alone, so it
   * needs no state of its own.
   */
  private Before before(RequestCase kept) {
    return kept == null
        ? Before.NOTHING
        : new Before(judge.nextTimer(kept), 1, kept.attemptOpen() ? 1 : 0);
  }

  private void refuse(LogRecord record, RuntimeException cause, Context context) {
    counters.refused(cause);
    context.output(Letters.TAG, Letter.of(record, cause));
  }

  private void finish(
      Before before,
      RequestCase state,
      List<Effect> effects,
      Context context,
      Collector<Emission> out)
      throws Exception {
    for (Effect effect : effects) {
      apply(effect, context, out);
    }
    if (state.ended()) {
      remember(state, context);
    }
    if (state.ended() || state.forgettable()) {
      cases.clear();
      move(before, Before.NOTHING, context);
    } else {
      cases.update(state);
      move(before, before(state), context);
    }
  }

  private void remember(RequestCase state, Context context) {
    String key = context.getCurrentKey();
    ended.add(key, groups.of(key), context.timestamp(), state.forgetAt());
  }

  /** Deleting a timer that has just fired does nothing. */
  private void move(Before from, Before to, Context context) {
    TimerService timers = context.timerService();
    if (!from.timer().equals(to.timer())) {
      from.timer().ifPresent(time -> timers.deleteEventTimeTimer(time.toEpochMilli()));
      to.timer().ifPresent(time -> timers.registerEventTimeTimer(time.toEpochMilli()));
    }
    count(context, REQUESTS, to.requests() - from.requests());
    count(context, ATTEMPTS, to.attempts() - from.attempts());
  }

  private void count(Context context, int kind, int change) {
    if (change != 0) {
      open.add(context.getCurrentKey(), kind, change);
    }
  }

  private void apply(Effect effect, Context context, Collector<Emission> out) {
    String key = context.getCurrentKey();
    if (effect instanceof Effect.Answer answer) {
      out.collect(new Emission(OutputTopic.RESPONSES, answer.topic(), key, answer.response()));
    } else if (effect instanceof Effect.Escalate escalate) {
      metrics.escalation(escalate.escalation().getPurpose());
      out.collect(Emission.of(OutputTopic.ESCALATIONS, key, escalate.escalation()));
    } else if (effect instanceof Effect.Close close) {
      close(close, context, out);
    } else if (effect instanceof Effect.Observe observe) {
      context.output(OBSERVATIONS, observe.observation());
    } else if (effect instanceof Effect.Shadow shadow) {
      out.collect(Emission.of(OutputTopic.SHADOWS, key, shadow.verdict()));
    } else if (effect instanceof Effect.Ignore ignore) {
      metrics.ignored(ignore.reason());
    }
  }

  private void close(Effect.Close close, Context context, Collector<Emission> out) {
    String key = context.getCurrentKey();
    metrics.verdict(close.verdict());
    out.collect(Emission.of(OutputTopic.VERDICTS, key, close.verdict()));
    context.output(SETTLEMENTS, Emission.of(OutputTopic.SETTLEMENTS, key, close.settlement()));
    close.outcomes().forEach(outcome -> context.output(OUTCOMES, outcome));
  }

  /** How many ended requests are remembered. */
  int ended() {
    return ended.size();
  }

  @Override
  public void close() {
    if (judge != null) {
      judge.close();
    }
  }
}
