package io.infera.infra.attack;

import io.infera.dispatcher.domain.RequestInLog;
import io.infera.event.AttemptPurpose;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawnNode;
import io.infera.event.Escalation;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.NodeState;
import io.infera.event.RosterChange;
import io.infera.schemas.canonical.Digests;
import io.infera.verification.domain.Routing;
import io.infera.verification.domain.judge.Effect;
import io.infera.verification.domain.judge.JudgeRules;
import io.infera.verification.domain.judge.NodeOutcome;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One scenario played through the <em>production</em> judge, draw and reputation, unmodified, in
 * virtual time and in one thread; the same setting gives the same report, to the bit.
 *
 * <p>What verification says of nodes changes the roster at the end of their epoch, and the roster
 * the next draw. Answers of nodes and signatures of results are simulated ({@link Embeddings},
 * {@link Keys}); the wire, brokers and Flink are not there.
 */
final class Simulation implements Court.Clerk {
  static final String NETWORK = "infera-attack";

  /** Nodes drawn for a request at first. */
  static final int REPLICAS = 3;

  private static final int PARTITIONS = 4;
  private static final int IDS_TRIED = 16;
  private static final int TOKENS = 20;
  private static final long START = 28_000_000L * 60_000;
  private static final long WARM_UP_MS = 60_000;
  private static final long PATIENCE_MS = 30_000;
  private static final long WIND_DOWN_MS = 120_000;
  private static final long DISPATCH_MS = 5;
  private static final long NEW_NAME_MS = 30_000;
  private static final String REQUESTER = "0x" + "a".repeat(40);

  private final Scenario scenario;
  private final Setting setting;
  private final Timeline timeline = new Timeline(START);
  private final Members members;
  private final Embeddings embeddings;
  private final Tally tally;
  private final Market market;
  private final Court court;
  private final Replies replies;
  private final Registry registry;
  private final long[] offsets = new long[PARTITIONS];

  private Simulation(Scenario scenario, Setting setting) {
    this.scenario = scenario;
    this.setting = setting;
    this.members = new Members(setting.seed());
    this.embeddings = new Embeddings(setting.seed(), setting.calibrated());
    this.tally = new Tally(setting, members, embeddings);
    Set<String> backstops = new LinkedHashSet<>();
    for (int i = 0; i < setting.pace().backstops(); i++) {
      backstops.add(members.create(Member.Role.BACKSTOP).address());
    }
    var keys = new Keys(setting.seed(), members::address);
    this.market = new Market(setting.seed(), timeline, setting.policy(), this::assigned);
    this.court =
        new Court(JudgeRules.withDefaults(NETWORK, setting.pace().epoch()), timeline, keys, this);
    this.replies = new Replies(keys, TOKENS);
    this.registry =
        new Registry(NETWORK, timeline, backstops, setting, this::isUp, this::rosterChanged);
  }

  /** Plays a scenario to its end. */
  static Report run(Scenario scenario, Setting setting) {
    var simulation = new Simulation(scenario, setting);
    simulation.play();
    return Report.of(scenario, setting, simulation.tally.outcomes(scenario.isAttack()));
  }

  private void play() {
    for (int i = 0; i < setting.nodes(); i++) {
      members.create(setting.isOfRing(i) ? Member.Role.RING : Member.Role.HONEST);
    }
    members.all().forEach(registry::join);
    timeline.at(requestTime(0), Timeline.Rank.RECORD, () -> request(0));
    timeline.run(requestTime(setting.requests()) + WIND_DOWN_MS);
  }

  private long requestTime(long number) {
    return START + WARM_UP_MS + setting.timeOf(number);
  }

  private void request(long number) {
    if (number + 1 < setting.requests()) {
      timeline.at(requestTime(number + 1), Timeline.Rank.RECORD, () -> request(number + 1));
    }
    String id = scenario.grindsIds() ? ground(number) : "r" + number;
    int partition = partition(id);
    Instant now = Instant.ofEpochMilli(timeline.now());
    var request =
        new InferenceRequest(
            REQUESTER,
            id,
            setting.policy().getModelId(),
            new InferenceInput("text " + number),
            REPLICAS,
            now,
            now.plusMillis(PATIENCE_MS),
            false,
            null,
            null,
            null,
            null);
    market.first(
        new Trial(
            number,
            new RequestInLog(
                request, Digests.request(request), partition, offsets[partition]++, now)));
  }

  /** The id whose partition and offset would draw most of the ring, had the beacon not changed. */
  private String ground(long number) {
    String best = "";
    long most = -1;
    for (int attempt = 0; attempt < IDS_TRIED; attempt++) {
      String id = "g" + number + "." + attempt;
      int partition = partition(id);
      long ring =
          market.foresee(partition, offsets[partition], REPLICAS).stream()
              .filter(node -> members.at(node.getNodeId()).role == Member.Role.RING)
              .count();
      if (ring > most) {
        most = ring;
        best = id;
      }
    }
    return best;
  }

  private static int partition(String id) {
    return Routing.partition(REQUESTER + "/" + id, PARTITIONS);
  }

  private void assigned(Trial trial, Disposition disposition) {
    if (disposition.getKind() == DispositionKind.ASSIGNED) {
      tally.drawn(trial, disposition.getNodes().size());
      if (disposition.getPurpose() != AttemptPurpose.AUDIT) {
        trial.drawn += disposition.getNodes().size();
        for (DrawnNode node : disposition.getNodes()) {
          trial.ring += plays(node.getNodeId()) ? 1 : 0;
          trial.auditsMilli += node.getPassedAuditsMilli();
        }
      }
    }
    court.on(trial, disposition);
    for (DrawnNode node : disposition.getNodes()) {
      work(trial, disposition, members.at(node.getNodeId()));
    }
  }

  private boolean plays(String nodeId) {
    return members.at(nodeId).role == Member.Role.RING;
  }

  private void work(Trial trial, Disposition disposition, Member member) {
    member.fate.draw();
    if (!isUp(member)) {
      return;
    }
    Job job =
        new Job(
            trial.number,
            member.number,
            trial.drawn,
            trial.ring,
            trial.auditsMilli,
            (double) trial.number / setting.requests(),
            setting.pace(),
            embeddings.random(trial.number, Mix.of(member.number, disposition.getAttempt())),
            embeddings);
    Answer answer = member.role == Member.Role.RING ? scenario.answer(job) : job.honest();
    if (answer.offence()) {
      member.fate.offend();
    }
    if (answer.vector() == null) {
      return;
    }
    if (answer.offence()) {
      member.fate.lie();
    } else {
      member.fate.worked++;
    }
    if (answer.forges()) {
      forge(trial, disposition, member, answer);
    }
    timeline.at(
        timeline.now() + answer.latencyMs(),
        Timeline.Rank.RECORD,
        () -> court.on(trial, replies.result(disposition, member, answer.vector())));
  }

  /** Before any honest node has answered: forgeries in the name of each, then old results. */
  private void forge(Trial trial, Disposition disposition, Member forger, Answer answer) {
    for (DrawnNode node : disposition.getNodes()) {
      Member victim = members.at(node.getNodeId());
      if (victim.role == Member.Role.HONEST) {
        timeline.at(
            timeline.now() + 1,
            Timeline.Rank.RECORD,
            () -> {
              court.on(trial, replies.forged(disposition, victim, forger, answer.vector()));
              replies.replayed(disposition, victim).ifPresent(old -> court.on(trial, old));
            });
      }
    }
  }

  private boolean isUp(Member member) {
    return member.role != Member.Role.RING || scenario.isUp(member.number, timeline.now() - START);
  }

  private void rosterChanged(Member member, RosterChange change) {
    market.on(change);
    boolean wasOut = member.fate.isOut();
    member.fate.enter(change.getState());
    boolean out =
        change.getState() == NodeState.SUSPENDED || change.getState() == NodeState.EJECTED;
    if (out && !wasOut && member.role == Member.Role.RING && scenario.comesBackAnew()) {
      timeline.at(
          timeline.now() + NEW_NAME_MS,
          Timeline.Rank.RECORD,
          () -> registry.join(members.create(Member.Role.RING)));
    }
  }

  @Override
  public void escalate(Trial trial, Escalation escalation) {
    timeline.at(
        timeline.now() + DISPATCH_MS,
        Timeline.Rank.RECORD,
        () -> market.escalate(trial, escalation));
  }

  @Override
  public void answer(Trial trial, InferenceResponse response) {
    tally.answered(trial, response);
  }

  @Override
  public void close(Trial trial, Effect.Close close) {
    tally.settled(close.settlement());
    tally.judged(trial, close.verdict());
    for (NodeOutcome outcome : close.outcomes()) {
      registry.on(members.at(outcome.nodeId()), outcome);
    }
  }
}
