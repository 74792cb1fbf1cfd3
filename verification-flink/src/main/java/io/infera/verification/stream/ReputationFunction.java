package io.infera.verification.stream;

import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeStake;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.schemas.serde.UndecodableException;
import io.infera.verification.VerificationParameters;
import io.infera.verification.domain.judge.NodeOutcome;
import io.infera.verification.domain.reputation.NodeReputation;
import io.infera.verification.domain.reputation.Registrar;
import io.infera.verification.domain.reputation.ReputationEffect;
import io.infera.verification.stream.Refusal.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The registrar's shell: keyed by node, it hands registrations, heartbeats, stakes, outcomes and
 * the passing of time to {@link Registrar} and sends its effects out. Epochs and standings leave by
 * the main output, changes of the roster by {@link #ROSTERS}.
 */
public final class ReputationFunction
    extends KeyedCoProcessFunction<String, LogRecord, NodeOutcome, Emission>
    implements CheckpointedFunction {
  /** Changes of the roster, for its one writer. */
  public static final OutputTag<Emission> ROSTERS = new OutputTag<>("rosters", EmissionWire.TYPE);

  private static final long serialVersionUID = 1L;
  private static final NodeState[] STATES = NodeState.values();

  private final VerificationParameters parameters;
  private transient Decoder decoder;
  private transient Registrar registrar;
  private transient Counters counters;
  private transient KeyGroupCounts counts;

  /** State of the current node before what is at hand; null when it was not known. */
  private transient NodeState before;

  private transient ValueState<NodeReputation> nodes;
  private transient InOrder waiting;

  public ReputationFunction(VerificationParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public void open(OpenContext context) {
    decoder = new Decoder(parameters.registryUrl());
    registrar = new Registrar(parameters.reputationPolicy());
    counters = new Counters(getRuntimeContext().getMetricGroup());
    for (NodeState state : STATES) {
      counters.gauge("nodes", "state", state.name(), () -> counts.of(state.ordinal()));
    }
    nodes =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    Uids.NODE_STATE, new io.infera.verification.stream.NodeState()));
    waiting = new InOrder(getRuntimeContext());
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    counts =
        KeyGroupCounts.restore(
            Uids.NODE_COUNTS_STATE,
            STATES.length,
            KeyGroups.of(getRuntimeContext().getTaskInfo()),
            context);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    counts.snapshot();
  }

  @Override
  public void processElement1(LogRecord record, Context context, Collector<Emission> out)
      throws Exception {
    waiting.add(record);
    context.timerService().registerEventTimeTimer(record.time());
  }

  @Override
  public void processElement2(NodeOutcome outcome, Context context, Collector<Emission> out)
      throws Exception {
    NodeReputation node = node(context);
    finish(node, registrar.on(node, outcome), context, out);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Emission> out) throws Exception {
    for (LogRecord record : waiting.take(time)) {
      hand(record, context, out);
    }
    NodeReputation node = nodes.value();
    if (node != null) {
      before = node.state();
      finish(node, registrar.onTime(node, Instant.ofEpochMilli(time)), context, out);
    }
  }

  private void hand(LogRecord record, Context context, Collector<Emission> out) throws Exception {
    NodeReputation node = node(context).copy();
    List<ReputationEffect> effects;
    try {
      effects = register(record, node);
    } catch (Refusal | UndecodableException unread) {
      counters.refused(unread);
      context.output(Letters.TAG, Letter.of(record, unread));
      return;
    }
    finish(node, effects, context, out);
  }

  private NodeReputation node(Context context) throws IOException {
    NodeReputation known = nodes.value();
    before = known == null ? null : known.state();
    return known == null ? NodeReputation.of(context.getCurrentKey()) : known;
  }

  private List<ReputationEffect> register(LogRecord record, NodeReputation node) {
    SpecificRecord value = decoder.decode(record);
    var time = Instant.ofEpochMilli(record.time());
    try {
      if (value instanceof NodeRegistration registration) {
        requireKey(record, registration.getNodeId());
        return registrar.on(node, registration, time);
      }
      if (value instanceof NodeStake stake) {
        requireKey(record, stake.getNodeId());
        return registrar.on(node, stake, time);
      }
      NodeHeartbeat heartbeat = (NodeHeartbeat) value;
      requireKey(record, heartbeat.getNodeId());
      return registrar.on(node, heartbeat, time);
    } catch (Refusal e) {
      throw e;
    } catch (RuntimeException e) {
      throw new Refusal(Reason.UNJUDGEABLE, "the registrar failed on it: " + e, e);
    }
  }

  private static void requireKey(LogRecord record, String nodeId) {
    if (!nodeId.equals(record.keyText())) {
      throw new Refusal(
          Reason.WRONG_KEY,
          "expected the key " + nodeId + " of its content, found " + record.keyText());
    }
  }

  private void finish(
      NodeReputation node, List<ReputationEffect> effects, Context context, Collector<Emission> out)
      throws Exception {
    for (ReputationEffect effect : effects) {
      apply(effect, context, out);
    }
    count(context.getCurrentKey(), node.forgettable() ? null : node.state());
    if (node.forgettable()) {
      nodes.clear();
    } else {
      nodes.update(node);
      // Flink keeps one timer for each time; one that is not due any more does nothing.
      registrar
          .nextTimer(node)
          .ifPresent(due -> context.timerService().registerEventTimeTimer(due.toEpochMilli()));
    }
  }

  private void count(String nodeId, NodeState after) {
    if (before != after) {
      if (before != null) {
        counts.add(nodeId, before.ordinal(), -1);
      }
      if (after != null) {
        counts.add(nodeId, after.ordinal(), 1);
      }
    }
  }

  private void apply(ReputationEffect effect, Context context, Collector<Emission> out) {
    String key = context.getCurrentKey();
    if (effect instanceof ReputationEffect.Roster roster) {
      RosterChange change = roster.change();
      counters.rosterChange(change.getReason());
      context.output(ROSTERS, Emission.of(OutputTopic.ROSTERS, key, change));
    } else if (effect instanceof ReputationEffect.Epoch epoch) {
      out.collect(Emission.of(OutputTopic.REPUTATION, key, epoch.epoch()));
    } else if (effect instanceof ReputationEffect.Standing standing) {
      out.collect(Emission.of(OutputTopic.STANDINGS, key, standing.standing()));
    } else if (effect instanceof ReputationEffect.Ignore ignore) {
      counters.ignored(ignore.reason().name());
    }
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
  }
}
