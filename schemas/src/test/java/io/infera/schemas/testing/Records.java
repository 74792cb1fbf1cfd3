package io.infera.schemas.testing;

import io.infera.event.AnswerStatus;
import io.infera.event.AttemptPurpose;
import io.infera.event.AuditFinding;
import io.infera.event.AuditStratum;
import io.infera.event.BatchAttestation;
import io.infera.event.BatchProof;
import io.infera.event.BatchProposal;
import io.infera.event.BeaconSecret;
import io.infera.event.ChainBlock;
import io.infera.event.ClaimedBatch;
import io.infera.event.Digest;
import io.infera.event.Disposition;
import io.infera.event.DispositionKind;
import io.infera.event.DrawEvidence;
import io.infera.event.DrawnNode;
import io.infera.event.EpochBeacon;
import io.infera.event.ErrorCounts;
import io.infera.event.ErrorRate;
import io.infera.event.ErrorRateEpoch;
import io.infera.event.Escalation;
import io.infera.event.FaultEvidence;
import io.infera.event.Hardware;
import io.infera.event.InferenceInput;
import io.infera.event.InferenceOutput;
import io.infera.event.InferenceRequest;
import io.infera.event.InferenceResponse;
import io.infera.event.ModelPolicy;
import io.infera.event.ModelSpending;
import io.infera.event.NodeHeartbeat;
import io.infera.event.NodeJudgement;
import io.infera.event.NodePayment;
import io.infera.event.NodeRegistration;
import io.infera.event.NodeStake;
import io.infera.event.NodeStanding;
import io.infera.event.NodeState;
import io.infera.event.Outcome;
import io.infera.event.PairSimilarity;
import io.infera.event.ReceiptStatus;
import io.infera.event.ReplicaJob;
import io.infera.event.ReplicaResult;
import io.infera.event.ReputationEpoch;
import io.infera.event.RequesterAuthorisation;
import io.infera.event.RequesterDeposit;
import io.infera.event.ResultStatus;
import io.infera.event.RosterChange;
import io.infera.event.ServedModel;
import io.infera.event.SettlementEvent;
import io.infera.event.SettlementReceipt;
import io.infera.event.ShadowOutcome;
import io.infera.event.ShadowVerdict;
import io.infera.event.Signature;
import io.infera.event.VectorEncoding;
import io.infera.event.Verdict;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.canonical.Vectors;
import io.infera.schemas.identity.BatchSigner;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * A valid record of every type, all of one story; tests vary them through the generated builders.
 */
public final class Records {
  public static final String NETWORK = "infera-test";
  public static final String MODEL = "all-minilm-l6-v2";
  public static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  public static final Instant DEADLINE = AT.plusSeconds(30);
  public static final String REQUESTER = identity(100).address();
  public static final String REQUEST_ID = "r-1";

  private Records() {}

  /** The i-th participant: always the same key for the same number. */
  public static Identity identity(int i) {
    return Identity.ofPrivateKey(digest("identity-" + i).bytes());
  }

  public static String node(int i) {
    return identity(i).address();
  }

  /** A digest that stands for something. */
  public static Digest digest(String of) {
    return CanonicalHash.of("infera/test/v1").string(of).finish();
  }

  public static Signature signature() {
    return identity(0).sign(digest("signed"));
  }

  public static ServedModel served() {
    return new ServedModel(MODEL, digest("weights"), digest("code"));
  }

  public static InferenceRequest request() {
    return request(REQUEST_ID);
  }

  public static InferenceRequest request(String requestId) {
    return InferenceRequest.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(requestId)
        .setModelId(MODEL)
        .setInput(new InferenceInput("A text for " + requestId))
        .setCreatedAt(AT)
        .setDeadline(DEADLINE)
        .build();
  }

  public static InferenceOutput output(float... vector) {
    return InferenceOutput.newBuilder()
        .setVector(ByteBuffer.wrap(Vectors.encode(vector)))
        .setEncoding(VectorEncoding.FLOAT32)
        .setDimension(vector.length)
        .setInputTokens(7)
        .build();
  }

  public static InferenceResponse response() {
    return InferenceResponse.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(REQUEST_ID)
        .setStatus(AnswerStatus.VERIFIED)
        .setReason("QUORUM")
        .setModelId(MODEL)
        .setOutput(output(1, 0, 0))
        .setNodeId(node(1))
        .setAgreeing(2)
        .setDrawn(3)
        .setRequestDigest(Digests.request(request()))
        .setDecidedAt(AT.plusSeconds(1))
        .build();
  }

  /** Three dimensions, so that tests can write vectors by hand. */
  public static ModelPolicy policy() {
    return ModelPolicy.newBuilder()
        .setModelId(MODEL)
        .setVersion(1)
        .setModelDigest(served().getModelDigest())
        .setCodeDigest(served().getCodeDigest())
        .setDimension(3)
        .setAccept(0.999)
        .setReject(0.997)
        .setPriceMicroInferPerMillionTokens(1_000_000)
        .build();
  }

  public static Hardware hardware() {
    return new Hardware("cpu", "test", 2, 1L << 30, "PyTorch 2.7.1");
  }

  /** Signed by the node itself. */
  public static NodeRegistration registration(int i) {
    NodeRegistration unsigned =
        NodeRegistration.newBuilder()
            .setNodeId(node(i))
            .setSequence(1)
            .setOperator(identity(1_000 + i).address())
            .setModels(List.of(served()))
            .setHardware(hardware())
            .setRegion("local")
            .setRegisteredAt(AT)
            .setSignature(signature())
            .build();
    return NodeRegistration.newBuilder(unsigned)
        .setSignature(identity(i).sign(Digests.registration(NETWORK, unsigned)))
        .build();
  }

  /** Signed by the node itself. */
  public static NodeHeartbeat heartbeat(int i, long sequence) {
    NodeHeartbeat unsigned =
        NodeHeartbeat.newBuilder()
            .setNodeId(node(i))
            .setSequence(sequence)
            .setSentAt(AT.plusSeconds(sequence))
            .setReady(true)
            .setInFlight(0)
            .setCompleted(0)
            .setSignature(signature())
            .build();
    return NodeHeartbeat.newBuilder(unsigned)
        .setSignature(identity(i).sign(Digests.heartbeat(NETWORK, unsigned)))
        .build();
  }

  public static RosterChange rosterChange(int i) {
    return RosterChange.newBuilder()
        .setNodeId(node(i))
        .setMember(true)
        .setState(NodeState.ACTIVE)
        .setOperator(identity(1_000 + i).address())
        .setModels(List.of(served()))
        .setRegion("local")
        .setWeight(500_000)
        .setStandingPpm(500_000)
        .setReason("JOINED")
        .setEpoch(0)
        .setAt(AT)
        .build();
  }

  public static DrawnNode drawn(int i) {
    return DrawnNode.newBuilder()
        .setNodeId(node(i))
        .setOperator(identity(1_000 + i).address())
        .setState(NodeState.ACTIVE)
        .setStandingPpm(500_000)
        .setWeight(500_000)
        .build();
  }

  /** The first attempt at {@link #request()}, by nodes 1, 2 and 3. */
  public static Disposition disposition() {
    return Disposition.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(REQUEST_ID)
        .setAttempt(1)
        .setKind(DispositionKind.ASSIGNED)
        .setPurpose(AttemptPurpose.FIRST)
        .setRequestDigest(Digests.request(request()))
        .setModelId(MODEL)
        .setPolicy(policy())
        .setReplicas(3)
        .setRequestedAt(AT)
        .setAt(AT)
        .setAttemptDeadline(AT.plusSeconds(10))
        .setRequestDeadline(DEADLINE)
        .setResponseTopic("infera.responses")
        .setNodes(List.of(drawn(1), drawn(2), drawn(3)))
        .setDraw(
            DrawEvidence.newBuilder()
                .setRosterVersion(3)
                .setBeaconEpoch(0)
                .setBeacon(digest("beacon"))
                .setRequestPartition(0)
                .setRequestOffset(0)
                .setSeed(digest("seed"))
                .setExcluded(List.of())
                .setSaturated(List.of())
                .build())
        .setReason("DRAWN")
        .build();
  }

  public static ReplicaJob job(int i) {
    return ReplicaJob.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(REQUEST_ID)
        .setAttempt(1)
        .setNodeId(node(i))
        .setModel(served())
        .setInput(request().getInput())
        .setRequestDigest(Digests.request(request()))
        .setDeadline(AT.plusSeconds(10))
        .build();
  }

  /** The i-th node's answer to {@link #disposition()}, signed by it alone. */
  public static ReplicaResult result(int i, float... vector) {
    ReplicaResult unsigned =
        ReplicaResult.newBuilder()
            .setRequester(REQUESTER)
            .setRequestId(REQUEST_ID)
            .setAttempt(1)
            .setNodeId(node(i))
            .setRequestDigest(Digests.request(request()))
            .setModel(served())
            .setStatus(ResultStatus.OK)
            .setOutput(output(vector))
            .setProof(proof())
            .build();
    return sign(i, unsigned);
  }

  /** The same result under the i-th node's signature. */
  public static ReplicaResult sign(int i, ReplicaResult result) {
    var signer = new BatchSigner(NETWORK, identity(i));
    BatchProof proof = signer.sign(List.of(Digests.resultLeaf(NETWORK, result))).get(0);
    return ReplicaResult.newBuilder(result).setProof(proof).build();
  }

  public static BatchProof proof() {
    return new BatchProof(digest("root"), 0, 1, List.of(), signature());
  }

  public static Escalation escalation() {
    return Escalation.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(REQUEST_ID)
        .setAttempt(2)
        .setPurpose(AttemptPurpose.ESCALATION)
        .setReplicas(2)
        .setReason("NO_QUORUM")
        .setExclude(List.of(node(1), node(2), node(3)))
        .setAt(AT.plusSeconds(10))
        .build();
  }

  public static Verdict verdict() {
    return Verdict.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(REQUEST_ID)
        .setRequestDigest(Digests.request(request()))
        .setModelId(MODEL)
        .setPolicyVersion(1)
        .setStatus(AnswerStatus.VERIFIED)
        .setReason("QUORUM")
        .setAttempts(1)
        .setDecidedAt(AT.plusSeconds(1))
        .setClosedAt(AT.plusSeconds(2))
        .setEpoch(0)
        .setClique(List.of(node(1), node(2)))
        .setMedoid(node(1))
        .setAnsweredBy(node(1))
        .setResponseDigest(Digests.output(output(1, 0, 0)))
        .setJudgements(
            List.of(
                NodeJudgement.newBuilder()
                    .setNodeId(node(1))
                    .setAttempt(1)
                    .setOutcome(Outcome.AGREED)
                    .setCosine(1.0)
                    .setResultLeaf(digest("leaf"))
                    .setTokens(7)
                    .setLatencyMs(12L)
                    .build()))
        .setSimilarities(List.of(new PairSimilarity(node(1), node(2), 1.0)))
        .setAudit(AuditFinding.NONE)
        .build();
  }

  public static ShadowVerdict shadow() {
    return ShadowVerdict.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(REQUEST_ID)
        .setModelId(MODEL)
        .setPolicyVersion(2)
        .setShadowVersion(2)
        .setClosedAt(AT.plusSeconds(2))
        .setEpoch(0)
        .setStatus(AnswerStatus.VERIFIED)
        .setVerified(true)
        .setSameAnswer(true)
        .setClique(List.of(node(1), node(2)))
        .setErrorPpb(400_000L)
        .setAudit(AuditFinding.NONE)
        .setShadowAudit(AuditFinding.NONE)
        .setDifferences(
            List.of(new ShadowOutcome(node(3), Outcome.INCONCLUSIVE, Outcome.DISSENTED)))
        .build();
  }

  public static ErrorRateEpoch errorRates() {
    var counts =
        new ErrorCounts(100L, 98L, 290L, 1L, 2L, List.of(new AuditStratum("TRUSTED", 90L, 3L, 0L)));
    return ErrorRateEpoch.newBuilder()
        .setModelId(MODEL)
        .setPolicyVersion(1)
        .setEpoch(0)
        .setStart(AT)
        .setEnd(AT.plusSeconds(60))
        .setCounts(counts)
        .setTotals(counts)
        .setFalsePositive(new ErrorRate(10_238_907L, 2_100_000L, 30_000_000L))
        .setFalseNegative(new ErrorRate(0L, 0L, 710_000_000L))
        .setConfidencePpm(950_000)
        .build();
  }

  public static ReputationEpoch epoch(int i) {
    return ReputationEpoch.newBuilder()
        .setNodeId(node(i))
        .setEpoch(0)
        .setStart(AT)
        .setEnd(AT.plusSeconds(60))
        .setJobs(1)
        .setAgreed(1)
        .setDissented(0)
        .setInconclusive(0)
        .setFaults(0)
        .setFailed(0)
        .setInadmissible(0)
        .setSilent(0)
        .setTokens(7)
        .setHeartbeats(60)
        .setAlphaMicro(2_000_000)
        .setBetaMicro(1_000_000)
        .setAccuracyPpm(300_000)
        .setAvailabilityPpm(1_000_000)
        .setStandingPpm(300_000)
        .setEjectionLlrMicro(0)
        .setState(NodeState.PROBATION)
        .build();
  }

  public static NodeStanding standing(int i) {
    return NodeStanding.newBuilder()
        .setNodeId(node(i))
        .setOperator(identity(1_000 + i).address())
        .setState(NodeState.ACTIVE)
        .setSince(AT)
        .setReason("JOINED")
        .setEpoch(0)
        .setStandingPpm(300_000)
        .setAccuracyPpm(300_000)
        .setAvailabilityPpm(1_000_000)
        .setJobs(1)
        .setAgreed(1)
        .setFaults(0)
        .setSilent(0)
        .setTokens(7)
        .build();
  }

  public static SettlementEvent settlement() {
    return settlement(REQUEST_ID);
  }

  /** Node 1 is paid, node 3 was shown wrong. */
  public static SettlementEvent settlement(String requestId) {
    return SettlementEvent.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(requestId)
        .setRequestDigest(Digests.request(request(requestId)))
        .setModelId(MODEL)
        .setStatus(AnswerStatus.VERIFIED)
        .setVerdictDigest(digest("verdict-" + requestId))
        .setResponseDigest(digest("response-" + requestId))
        .setClosedAt(AT.plusSeconds(2))
        .setEpoch(0)
        .setPriceMicroInfer(7)
        .setPayments(List.of(new NodePayment(node(1), 7L, 7)))
        .setFaults(
            List.of(
                new FaultEvidence(
                    node(3), 1, digest("fault"), proof(), node(9), digest("audit"), 0.98)))
        .build();
  }

  public static SettlementReceipt receipt() {
    return SettlementReceipt.newBuilder()
        .setRequester(REQUESTER)
        .setRequestId(REQUEST_ID)
        .setStatus(ReceiptStatus.FINAL)
        .setLane(0)
        .setOffset(0)
        .setFirstOffset(0)
        .setNextOffset(2)
        .setLeaf(digest("leaf"))
        .setRoot(digest("root"))
        .setProof(List.of(digest("sibling")))
        .setChainId(31_337)
        .setContract("0x5fbdb2315678afecb367f032d93f642f64180aa3")
        .setTransactionHash("0x" + "ab".repeat(32))
        .setBlockNumber(7)
        .setBlockHash("0x" + "cd".repeat(32))
        .setAt(AT.plusSeconds(5))
        .build();
  }

  public static ClaimedBatch batch() {
    return ClaimedBatch.newBuilder()
        .setLane(0)
        .setFirstOffset(0)
        .setNextOffset(2)
        .setRoot(digest("root"))
        .setSettlements(1)
        .setArchiveDigest(digest("archive"))
        .setChainId(31_337)
        .setContract("0x5fbdb2315678afecb367f032d93f642f64180aa3")
        .build();
  }

  public static BatchProposal proposal() {
    return new BatchProposal(batch(), ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
  }

  public static BatchAttestation attestation() {
    return BatchAttestation.newBuilder()
        .setBatch(batch())
        .setAttester(node(8))
        .setSignature(identity(8).sign(digest("batch")))
        .build();
  }

  public static ChainBlock block(long number) {
    return new ChainBlock(31_337L, number, digest("block-" + number), AT.plusSeconds(number));
  }

  /** A node with the least that lets it be drawn. */
  public static NodeStake stake(int node) {
    return NodeStake.newBuilder()
        .setNodeId(node(node))
        .setBondedMicroInfer(1_000_000_000)
        .setUnbondingMicroInfer(0)
        .setMinimumMicroInfer(1_000_000_000)
        .setEjected(false)
        .setRung(0)
        .setOpenCases(0)
        .setReason("STAKED")
        .setTransactionHash("0x" + Hex.of(digest("staking")))
        .setBlock(block(7))
        .setContract(node(901))
        .build();
  }

  public static RequesterDeposit deposit() {
    return RequesterDeposit.newBuilder()
        .setRequester(REQUESTER)
        .setBalanceMicroInfer(5_000_000)
        .setLeavingMicroInfer(1_000_000)
        .setSpent(List.of(new ModelSpending(digest("keccak of the model"), 700L)))
        .setBlock(block(8))
        .setContract(node(902))
        .build();
  }

  public static RequesterAuthorisation authorisation() {
    var escrow = new Escrow(31_337, node(902));
    long until = AT.plusSeconds(86_400).getEpochSecond();
    return RequesterAuthorisation.newBuilder()
        .setRequester(REQUESTER)
        .setModelId(MODEL)
        .setChainId(escrow.chainId())
        .setEscrow(escrow.address())
        .setAuthorisation(escrow.authorise(identity(100), MODEL, 5_000_000, 2_000_000, until))
        .build();
  }

  public static BeaconSecret secret() {
    return BeaconSecret.newBuilder()
        .setCommitment(digest("commitment"))
        .setFirstEpoch(0)
        .setLastEpoch(65_535)
        .setEpochMs(60_000)
        .setEpoch(7L)
        .setSecret(digest("secret"))
        .build();
  }

  public static EpochBeacon beacon() {
    return new EpochBeacon(AT.toEpochMilli() / 60_000 + 1, 60_000L, block(3));
  }

  /** One of each type that stands in a topic. */
  public static List<SpecificRecord> all() {
    return List.of(
        request(),
        policy(),
        registration(1),
        heartbeat(1, 1),
        rosterChange(1),
        disposition(),
        job(1),
        result(1, 1, 0, 0),
        escalation(),
        verdict(),
        response(),
        epoch(1),
        standing(1),
        settlement(),
        proposal(),
        attestation(),
        receipt(),
        shadow(),
        errorRates(),
        stake(1),
        deposit(),
        authorisation(),
        beacon(),
        secret());
  }
}
