package io.infera.verification;

import io.infera.verification.domain.errorrates.EpochTally;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.stream.Census;
import io.infera.verification.stream.Emission;
import io.infera.verification.stream.EmissionWire;
import io.infera.verification.stream.EpochTallyWire;
import io.infera.verification.stream.ErrorRateFunction;
import io.infera.verification.stream.JudgeFunction;
import io.infera.verification.stream.KeyText;
import io.infera.verification.stream.Letters;
import io.infera.verification.stream.LogRecord;
import io.infera.verification.stream.LogRecordWire;
import io.infera.verification.stream.PartitionTime;
import io.infera.verification.stream.ReputationFunction;
import io.infera.verification.stream.Router;
import io.infera.verification.stream.Uids;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job: log → partition time → router → judge (by request) → reputation (by node) and, counted
 * beside the judge, error rates (by model); and what each says to the sinks.
 *
 * <p>One source reads all topics, so one watermark stands for all partitions: a deadline passes
 * only when every partition has passed it. The price is that a silent partition of any topic holds
 * up deadlines (never early answers); the ticker is there so that none is silent.
 */
public final class VerificationGraph {
  private VerificationGraph() {}

  /** Adds the job to the environment. Nothing runs before the environment is executed. */
  public static void build(
      StreamExecutionEnvironment environment,
      VerificationParameters parameters,
      Sources sources,
      Sinks sinks) {
    environment.setMaxParallelism(Uids.MAX_PARALLELISM);

    SingleOutputStreamOperator<LogRecord> requests = routed(environment, sources);

    SingleOutputStreamOperator<Emission> judged =
        byRequest(requests, environment.getParallelism())
            .process(new JudgeFunction(parameters), EmissionWire.TYPE)
            .uid(Uids.JUDGE)
            .name("Judge");

    SingleOutputStreamOperator<Emission> reputation =
        requests
            .getSideOutput(Router.NODES)
            .keyBy(LogRecord::keyText, KeyText.TYPE)
            .connect(
                judged
                    .getSideOutput(JudgeFunction.OUTCOMES)
                    .keyBy(NodeOutcome::nodeId, KeyText.TYPE))
            .process(new ReputationFunction(parameters), EmissionWire.TYPE)
            .uid(Uids.REPUTATION)
            .name("Reputation");

    SingleOutputStreamOperator<Emission> errorRates =
        errorRates(judged, parameters.judgeRules().epoch());

    sinks.answers(judged);
    sinks.settlements(judged.getSideOutput(JudgeFunction.SETTLEMENTS));
    sinks.standings(reputation.union(errorRates));
    sinks.rosters(reputation.getSideOutput(ReputationFunction.ROSTERS));
    sinks.deadLetters(
        requests
            .getSideOutput(Letters.TAG)
            .union(judged.getSideOutput(Letters.TAG), reputation.getSideOutput(Letters.TAG)));
  }

  private static SingleOutputStreamOperator<Emission> errorRates(
      SingleOutputStreamOperator<Emission> judged, Duration epoch) {
    return judged
        .getSideOutput(JudgeFunction.OBSERVATIONS)
        .transform("Census", EpochTallyWire.TYPE, new Census(epoch))
        .uid(Uids.CENSUS)
        .keyBy(EpochTally::modelId, KeyText.TYPE)
        .process(new ErrorRateFunction(epoch), EmissionWire.TYPE)
        .uid(Uids.ERROR_RATES)
        .name("Error rates");
  }

  /**
   * One subtask has all keys, so nothing needs to be shuffled: then log, judge and sinks are one
   * chain on one thread, and no record is written to be read by a neighbour. State is the same
   * either way.
   */
  private static KeyedStream<LogRecord, String> byRequest(
      DataStream<LogRecord> requests, int parallelism) {
    return parallelism == 1 && requests.getParallelism() == 1
        ? DataStreamUtils.reinterpretAsKeyedStream(requests, LogRecord::keyText, KeyText.TYPE)
        : requests.keyBy(LogRecord::keyText, KeyText.TYPE);
  }

  private static SingleOutputStreamOperator<LogRecord> routed(
      StreamExecutionEnvironment environment, Sources sources) {
    var read = sources.read(environment);
    int parallelism = read.getParallelism();
    return read.transform(
            "Partition time", LogRecordWire.TYPE, new PartitionTime(sources.horizon()))
        .setParallelism(parallelism)
        .uid(Uids.PARTITION_TIME)
        .process(new Router(sources.partitions()), LogRecordWire.TYPE)
        .setParallelism(parallelism)
        .uid(Uids.ROUTER)
        .name("Router");
  }
}
