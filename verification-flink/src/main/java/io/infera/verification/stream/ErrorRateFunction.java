package io.infera.verification.stream;

import io.infera.event.ErrorRateEpoch;
import io.infera.verification.domain.errorrates.EpochTally;
import io.infera.verification.domain.errorrates.ModelErrors;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keyed by model: adds up what the subtasks have counted, and says at the end of an epoch how often
 * answers are judged wrongly. Every {@link Census} hands its counts on before its watermark passes
 * the end of their epoch, so all are in when the timer fires.
 */
public final class ErrorRateFunction extends KeyedProcessFunction<String, EpochTally, Emission> {
  private static final long serialVersionUID = 1L;

  private final Duration epoch;
  private transient ValueState<ModelErrors> models;

  public ErrorRateFunction(Duration epoch) {
    this.epoch = epoch;
  }

  @Override
  public void open(OpenContext context) {
    models =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>(Uids.ERRORS_STATE, new ErrorsState()));
  }

  @Override
  public void processElement(EpochTally part, Context context, Collector<Emission> out)
      throws Exception {
    ModelErrors known = models.value();
    ModelErrors errors = known == null ? ModelErrors.of(part.modelId()) : known;
    errors.add(part);
    models.update(errors);
    context
        .timerService()
        .registerEventTimeTimer(ModelErrors.end(part.epoch(), epoch).toEpochMilli());
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Emission> out) throws Exception {
    ModelErrors errors = models.value();
    if (errors != null) {
      for (ErrorRateEpoch over : errors.onTime(Instant.ofEpochMilli(time), epoch)) {
        out.collect(Emission.of(OutputTopic.ERROR_RATES, over.getModelId(), over));
      }
      models.update(errors);
    }
  }
}
