package io.infera.verification.stream;

import io.infera.event.Disposition;
import io.infera.event.NodeJudgement;
import io.infera.event.ReplicaResult;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.identity.BatchVerifier;
import io.infera.schemas.serde.UndecodableException;
import io.infera.verification.VerificationParameters;
import io.infera.verification.domain.judge.Effect;
import io.infera.verification.domain.judge.Judge;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.judge.Observation;
import io.infera.verification.domain.judge.RequestCase;
import io.infera.verification.stream.Refusal.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The judge's shell: keyed by request, it hands records and the passing of time to {@link Judge}
 * and sends its effects out. Answers, verdicts, escalations and what shadows say leave by the main
 * output, settlements, outcomes and observations by their own.
 *
 * <p>Every outcome leaves before the watermark passes its time: a record's partition time is above
 * the watermark when the record is judged, and timers fire before the watermark that fires them
 * goes on. So no outcome comes late to its epoch.
 *
 * <p>State and timer of a request go when the domain says that the case can be forgotten. It
 * remembers an ended request for a while ({@code judge.remember}), so that a repeated disposition
 * does not open it again; that bounds the state by the requests of the last minutes.
 */
public final class JudgeFunction extends KeyedProcessFunction<String, LogRecord, Emission> {
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
  private static final int SIGNATURES_REMEMBERED = 4_096;

  private final VerificationParameters parameters;
  private transient Decoder decoder;
  private transient Judge judge;
  private transient Counters counters;
  private transient ValueState<RequestCase> cases;

  public JudgeFunction(VerificationParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public void open(OpenContext context) {
    decoder = new Decoder(parameters.registryUrl());
    var verifier = new BatchVerifier(parameters.networkId(), SIGNATURES_REMEMBERED);
    judge = new Judge(parameters.judgeRules(), verifier::signer);
    counters = new Counters(getRuntimeContext().getMetricGroup());
    cases =
        getRuntimeContext().getState(new ValueStateDescriptor<>(Uids.CASE_STATE, new CaseState()));
  }

  @Override
  public void processElement(LogRecord record, Context context, Collector<Emission> out)
      throws Exception {
    RequestCase known = cases.value();
    RequestCase state = known == null ? RequestCase.empty() : known.copy();
    List<Effect> effects;
    try {
      effects = judge(record, state);
    } catch (Refusal | UndecodableException unread) {
      refuse(record, unread, context);
      return;
    }
    finish(timerOf(known), state, effects, context, out);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Emission> out) throws Exception {
    RequestCase state = cases.value();
    if (state != null) {
      Optional<Instant> before = timerOf(state);
      List<Effect> effects = judge.onTime(state, Instant.ofEpochMilli(time));
      finish(before, state, effects, context, out);
    }
  }

  /**
   * The one timer that is registered for a case as it is kept: which follows from the case alone,
   * so it needs no state of its own.
   */
  private Optional<Instant> timerOf(RequestCase kept) {
    return kept == null ? Optional.empty() : judge.nextTimer(kept);
  }

  private List<Effect> judge(LogRecord record, RequestCase state) {
    SpecificRecord value = decoder.decode(record);
    var time = Instant.ofEpochMilli(record.time());
    if (value instanceof Disposition disposition) {
      requireKey(record, disposition, RequestKey::of);
      return guarded(() -> judge.on(state, disposition, time));
    }
    ReplicaResult result = (ReplicaResult) value;
    requireKey(record, result, RequestKey::of);
    return guarded(() -> judge.on(state, result, time));
  }

  private static <T> void requireKey(LogRecord record, T value, Function<T, RequestKey> keyOf) {
    String said;
    try {
      said = keyOf.apply(value).toString();
    } catch (IllegalArgumentException e) {
      throw new Refusal(Reason.WRONG_KEY, e.getMessage(), e);
    }
    if (!said.equals(record.keyText())) {
      throw new Refusal(
          Reason.WRONG_KEY,
          "expected the key " + said + " of its content, found " + record.keyText());
    }
  }

  /**
   * A record that trips our own code costs that record alone; its request still meets its deadline.
   */
  private static <T> T guarded(java.util.function.Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      throw new Refusal(Reason.UNJUDGEABLE, "the judge failed on it: " + e, e);
    }
  }

  private void refuse(LogRecord record, RuntimeException cause, Context context) {
    counters.refused(cause instanceof Refusal refusal ? refusal.reason().name() : "UNDECODABLE");
    context.output(Letters.TAG, Letter.of(record, cause));
  }

  private void finish(
      Optional<Instant> timerBefore,
      RequestCase state,
      List<Effect> effects,
      Context context,
      Collector<Emission> out)
      throws Exception {
    for (Effect effect : effects) {
      apply(effect, context, out);
    }
    if (state.forgettable()) {
      cases.clear();
      move(timerBefore, Optional.empty(), context.timerService());
    } else {
      cases.update(state);
      move(timerBefore, judge.nextTimer(state), context.timerService());
    }
  }

  /** Deleting a timer that has just fired does nothing. */
  private static void move(Optional<Instant> from, Optional<Instant> to, TimerService timers) {
    if (!from.equals(to)) {
      from.ifPresent(time -> timers.deleteEventTimeTimer(time.toEpochMilli()));
      to.ifPresent(time -> timers.registerEventTimeTimer(time.toEpochMilli()));
    }
  }

  private void apply(Effect effect, Context context, Collector<Emission> out) {
    String key = context.getCurrentKey();
    if (effect instanceof Effect.Answer answer) {
      out.collect(new Emission(OutputTopic.RESPONSES, answer.topic(), key, answer.response()));
    } else if (effect instanceof Effect.Escalate escalate) {
      counters.escalation(escalate.escalation().getPurpose().name());
      out.collect(Emission.of(OutputTopic.ESCALATIONS, key, escalate.escalation()));
    } else if (effect instanceof Effect.Close close) {
      close(close, context, out);
    } else if (effect instanceof Effect.Observe observe) {
      context.output(OBSERVATIONS, observe.observation());
    } else if (effect instanceof Effect.Shadow shadow) {
      out.collect(Emission.of(OutputTopic.SHADOWS, key, shadow.verdict()));
    } else if (effect instanceof Effect.Ignore ignore) {
      counters.ignored(ignore.reason().name());
    }
  }

  private void close(Effect.Close close, Context context, Collector<Emission> out) {
    String key = context.getCurrentKey();
    counters.verdict(close.verdict().getStatus().name());
    for (NodeJudgement judgement : close.verdict().getJudgements()) {
      if (!judgement.getInadmissible().isEmpty()) {
        counters.inadmissible(judgement.getInadmissible());
      }
    }
    out.collect(Emission.of(OutputTopic.VERDICTS, key, close.verdict()));
    context.output(SETTLEMENTS, Emission.of(OutputTopic.SETTLEMENTS, key, close.settlement()));
    close.outcomes().forEach(outcome -> context.output(OUTCOMES, outcome));
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
  }
}
