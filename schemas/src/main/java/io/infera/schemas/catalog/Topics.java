package io.infera.schemas.catalog;

import static io.infera.schemas.catalog.Role.ANALYST;
import static io.infera.schemas.catalog.Role.ATTESTER;
import static io.infera.schemas.catalog.Role.AUDITOR;
import static io.infera.schemas.catalog.Role.DISPATCHER;
import static io.infera.schemas.catalog.Role.KEEPER;
import static io.infera.schemas.catalog.Role.NODE;
import static io.infera.schemas.catalog.Role.OPERATOR;
import static io.infera.schemas.catalog.Role.REQUESTER;
import static io.infera.schemas.catalog.Role.SETTLER;
import static io.infera.schemas.catalog.Role.VERIFIER;
import static io.infera.schemas.catalog.Role.WATCHER;

import io.infera.event.BatchAttestation;
import io.infera.event.BatchProposal;
import io.infera.event.BeaconSecret;
import io.infera.event.Disposition;
import io.infera.event.EpochBeacon;
import io.infera.event.ErrorRateEpoch;
import io.infera.event.Escalation;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.ModelPolicy;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeStake;
import io.infera.event.NodeStanding;
import io.infera.event.ReplicaJob;
import io.infera.event.ReplicaResult;
import io.infera.event.ReputationEpoch;
import io.infera.event.RequesterAuthorisation;
import io.infera.event.RequesterDeposit;
import io.infera.event.RosterChange;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.event.ShadowVerdict;
import io.infera.event.Verdict;
import java.util.List;

/**
 * The catalogue: every topic, declared once. All topics keyed by request that verification joins
 * have the same number of partitions, so a request has one partition number.
 */
public final class Topics {
  /** Partitions of every topic keyed by request. */
  public static final int REQUEST_PARTITIONS = 4;

  private static final String REQUEST = "requester/requestId";
  private static final String NODE_ID = "nodeId";
  private static final int DAY = 1;
  private static final int WEEK = 7;
  private static final int QUARTER = 90;

  /** The mempool. */
  public static final Topic<InferenceRequest> REQUESTS =
      TopicSpec.of(
              "infera.requests", REQUEST, InferenceRequest.class, InferenceRequest.getClassSchema())
          .partitions(REQUEST_PARTITIONS)
          .days(WEEK)
          .brokerTime()
          .personal()
          .writers(REQUESTER, DISPATCHER, WATCHER)
          .readers(DISPATCHER)
          .doc("The mempool: requests as they came in.");

  public static final Topic<ModelPolicy> MODELS =
      TopicSpec.of("infera.models", "modelId", ModelPolicy.class, ModelPolicy.getClassSchema())
          .partitions(1)
          .compacted()
          .writers(OPERATOR)
          .readers(OPERATOR, DISPATCHER, NODE, REQUESTER, ANALYST, AUDITOR)
          .doc("What each model is, costs, and how it is judged.");

  public static final Topic<NodeRegistration> REGISTRATIONS =
      TopicSpec.of(
              "infera.registrations",
              NODE_ID,
              NodeRegistration.class,
              NodeRegistration.getClassSchema())
          .partitions(1)
          .kept()
          .brokerTime()
          .ticked()
          .writers(NODE, DISPATCHER)
          .readers(DISPATCHER, VERIFIER, AUDITOR)
          .doc("Nodes announcing themselves, signed.");

  public static final Topic<NodeHeartbeat> HEARTBEATS =
      TopicSpec.of(
              "infera.heartbeats", NODE_ID, NodeHeartbeat.class, NodeHeartbeat.getClassSchema())
          .partitions(1)
          .days(WEEK)
          .brokerTime()
          .ticked()
          .writers(NODE, DISPATCHER)
          .readers(VERIFIER, AUDITOR)
          .doc("Nodes giving a sign of life, signed.");

  /** Append only, because who may be drawn is judged again from it. */
  public static final Topic<NodeStake> STAKES =
      TopicSpec.of("infera.stakes", NODE_ID, NodeStake.class, NodeStake.getClassSchema())
          .partitions(1)
          .kept()
          .brokerTime()
          .ticked()
          .writers(WATCHER, DISPATCHER)
          .readers(VERIFIER, AUDITOR, ANALYST)
          .doc("Each node's stake, and ejections, as the chain has them.");

  public static final Topic<RequesterDeposit> DEPOSITS =
      TopicSpec.of(
              "infera.deposits",
              "requester",
              RequesterDeposit.class,
              RequesterDeposit.getClassSchema())
          .partitions(1)
          .compacted()
          .writers(WATCHER)
          .readers(DISPATCHER, AUDITOR, ANALYST)
          .doc("What each requester can pay with, as the chain has it.");

  public static final Topic<RequesterAuthorisation> AUTHORISATIONS =
      TopicSpec.of(
              "infera.authorisations",
              "requester/modelId",
              RequesterAuthorisation.class,
              RequesterAuthorisation.getClassSchema())
          .partitions(1)
          .compacted()
          .writers(DISPATCHER)
          .readers(KEEPER, AUDITOR)
          .doc("What requesters allow to be debited, for whoever brings debits to the chain.");

  public static final Topic<EpochBeacon> BEACONS =
      TopicSpec.of("infera.beacons", "epoch", EpochBeacon.class, EpochBeacon.getClassSchema())
          .partitions(1)
          .kept()
          .brokerTime()
          .writers(WATCHER)
          .readers(DISPATCHER, AUDITOR, ANALYST)
          .doc("The block whose hash the draws of an epoch are made from.");

  public static final Topic<BeaconSecret> SECRETS =
      TopicSpec.of(
              "infera.secrets", "commitment", BeaconSecret.class, BeaconSecret.getClassSchema())
          .partitions(1)
          .kept()
          .brokerTime()
          .writers(DISPATCHER)
          .readers(AUDITOR, ANALYST)
          .doc("What draws are made from beside a block: committed to before, told afterwards.");

  /** One partition and one writer: an offset is a version. */
  public static final Topic<RosterChange> ROSTERS =
      TopicSpec.of("infera.rosters", NODE_ID, RosterChange.class, RosterChange.getClassSchema())
          .partitions(1)
          .kept()
          .brokerTime()
          .writers(VERIFIER)
          .readers(DISPATCHER, AUDITOR, ANALYST)
          .doc("Changes of who may be drawn, and with what weight.");

  public static final Topic<Disposition> ASSIGNMENTS =
      TopicSpec.of("infera.assignments", REQUEST, Disposition.class, Disposition.getClassSchema())
          .partitions(REQUEST_PARTITIONS)
          .days(QUARTER)
          .brokerTime()
          .ticked()
          .writers(DISPATCHER)
          .readers(DISPATCHER, VERIFIER, AUDITOR, ATTESTER)
          .doc("What became of each request: who was drawn and from what, or why nobody was.");

  public static final Topic<ReplicaResult> RESULTS =
      TopicSpec.of("infera.results", REQUEST, ReplicaResult.class, ReplicaResult.getClassSchema())
          .partitions(REQUEST_PARTITIONS)
          .days(QUARTER)
          .brokerTime()
          .ticked()
          .personal()
          .writers(NODE, DISPATCHER)
          .readers(VERIFIER, AUDITOR, ATTESTER)
          .doc("What the nodes returned, signed in batches. Nodes write it and never read it.");

  public static final Topic<Escalation> ESCALATIONS =
      TopicSpec.of("infera.escalations", REQUEST, Escalation.class, Escalation.getClassSchema())
          .partitions(REQUEST_PARTITIONS)
          .days(QUARTER)
          .brokerTime()
          .writers(VERIFIER)
          .readers(DISPATCHER, AUDITOR)
          .doc("Further attempts and audits that verification asks for.");

  public static final Topic<Verdict> VERDICTS =
      TopicSpec.of("infera.verdicts", REQUEST, Verdict.class, Verdict.getClassSchema())
          .partitions(REQUEST_PARTITIONS)
          .days(QUARTER)
          .writers(VERIFIER)
          .readers(ANALYST, AUDITOR)
          .doc("How each request was judged, node by node and pair by pair.");

  /** Answers to whoever has no reply topic of its own. */
  public static final Topic<InferenceResponse> RESPONSES =
      TopicSpec.of(
              "infera.responses",
              REQUEST,
              InferenceResponse.class,
              InferenceResponse.getClassSchema())
          .partitions(REQUEST_PARTITIONS)
          .days(WEEK)
          .personal()
          .writers(VERIFIER, DISPATCHER)
          .readers(REQUESTER)
          .doc("The answers.");

  public static final Topic<ReputationEpoch> REPUTATION =
      TopicSpec.of(
              "infera.reputation", NODE_ID, ReputationEpoch.class, ReputationEpoch.getClassSchema())
          .partitions(1)
          .kept()
          .writers(VERIFIER)
          .readers(ANALYST, AUDITOR)
          .doc("Each node's reputation, epoch by epoch.");

  public static final Topic<NodeStanding> STANDINGS =
      TopicSpec.of("infera.standings", NODE_ID, NodeStanding.class, NodeStanding.getClassSchema())
          .partitions(1)
          .compacted()
          .writers(VERIFIER)
          .readers(ANALYST, AUDITOR)
          .doc("Each node's standing now.");

  /** A partition is a lane of the chain. */
  public static final Topic<SettlementEvent> SETTLEMENTS =
      TopicSpec.of(
              "infera.settlements",
              REQUEST,
              SettlementEvent.class,
              SettlementEvent.getClassSchema())
          .partitions(2)
          .kept()
          .writers(VERIFIER)
          .readers(SETTLER, AUDITOR, ANALYST, DISPATCHER, KEEPER, ATTESTER)
          .doc("What is to be settled on the chain, written in transactions: read it committed.");

  /** One partition: the lanes are few, and an attester reads all of them. */
  public static final Topic<BatchProposal> BATCHES =
      TopicSpec.of("infera.batches", "lane", BatchProposal.class, BatchProposal.getClassSchema())
          .partitions(1)
          .days(WEEK)
          .writers(SETTLER)
          .readers(ATTESTER, AUDITOR)
          .doc("Batches of settlements that wait to be attested.");

  public static final Topic<BatchAttestation> ATTESTATIONS =
      TopicSpec.of(
              "infera.attestations",
              "attester",
              BatchAttestation.class,
              BatchAttestation.getClassSchema())
          .partitions(1)
          .days(WEEK)
          .writers(ATTESTER)
          .readers(SETTLER, AUDITOR, ANALYST)
          .doc("What attesters say of each batch: a signature, or why there is none.");

  public static final Topic<SettlementReceipt> RECEIPTS =
      TopicSpec.of(
              "infera.receipts",
              REQUEST,
              SettlementReceipt.class,
              SettlementReceipt.getClassSchema())
          .partitions(REQUEST_PARTITIONS)
          .days(QUARTER)
          .writers(SETTLER)
          .readers(REQUESTER, ANALYST, AUDITOR, KEEPER)
          .doc("Where each settlement stands on the chain, with the proof.");

  /** What a policy in shadow would have made of each request. Empty where no shadow is set. */
  public static final Topic<ShadowVerdict> SHADOWS =
      TopicSpec.of("infera.shadows", REQUEST, ShadowVerdict.class, ShadowVerdict.getClassSchema())
          .partitions(REQUEST_PARTITIONS)
          .days(QUARTER)
          .writers(VERIFIER)
          .readers(OPERATOR, ANALYST, AUDITOR)
          .doc(
              "How the shadow of a model's policy would have judged each request, without effect.");

  public static final Topic<ErrorRateEpoch> ERROR_RATES =
      TopicSpec.of(
              "infera.error-rates",
              "modelId",
              ErrorRateEpoch.class,
              ErrorRateEpoch.getClassSchema())
          .partitions(1)
          .kept()
          .writers(VERIFIER)
          .readers(OPERATOR, ANALYST, AUDITOR)
          .doc("How often each model's answers are judged wrongly, by audits, epoch by epoch.");

  private static final List<Topic<?>> ALL =
      List.of(
          REQUESTS,
          MODELS,
          REGISTRATIONS,
          HEARTBEATS,
          STAKES,
          ROSTERS,
          ASSIGNMENTS,
          RESULTS,
          ESCALATIONS,
          VERDICTS,
          RESPONSES,
          REPUTATION,
          STANDINGS,
          SETTLEMENTS,
          BATCHES,
          ATTESTATIONS,
          RECEIPTS,
          SHADOWS,
          ERROR_RATES,
          DEPOSITS,
          AUTHORISATIONS,
          BEACONS,
          SECRETS);

  private Topics() {}

  /** Every topic that exists from the start, in the order of a request's journey. */
  public static List<Topic<?>> all() {
    return ALL;
  }

  /**
   * The same, for a network that is larger or smaller.
   *
   * @param requestPartitions instead of {@link #REQUEST_PARTITIONS}; services take the number from
   *     the broker, and it cannot change while requests are open
   */
  public static List<Topic<?>> all(int requestPartitions) {
    return ALL.stream()
        .<Topic<?>>map(
            topic ->
                topic.partitions() == REQUEST_PARTITIONS
                    ? topic.withPartitions(requestPartitions)
                    : topic)
        .toList();
  }

  /**
   * The topic of one node's jobs; only that node may read it. One per node, so that nobody learns
   * who else was drawn.
   */
  public static Topic<ReplicaJob> jobs(String nodeId) {
    return TopicSpec.of(
            "infera.jobs." + nodeId, REQUEST, ReplicaJob.class, ReplicaJob.getClassSchema())
        .subject("infera.jobs-value")
        .partitions(1)
        .days(DAY)
        .personal()
        .writers(DISPATCHER)
        .readers(NODE)
        .doc("The jobs of one node.");
  }

  /** The reply topic of one requester; only that requester may read it. */
  public static Topic<InferenceResponse> responses(String requester) {
    return TopicSpec.of(
            "infera.responses." + requester,
            REQUEST,
            InferenceResponse.class,
            InferenceResponse.getClassSchema())
        .subject("infera.responses-value")
        .partitions(1)
        .days(WEEK)
        .personal()
        .writers(VERIFIER, DISPATCHER)
        .readers(REQUESTER)
        .doc("The answers to one requester.");
  }

  /** The topic where what could not be read from {@code topic} goes, byte for byte. */
  public static String dlq(String topic) {
    return topic + ".dlq";
  }
}
