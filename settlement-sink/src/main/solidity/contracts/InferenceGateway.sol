// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {CanonicalDigests} from "./CanonicalDigests.sol";
import {IInferenceConsumer} from "./IInferenceConsumer.sol";
import {ISettlementLog} from "./ISettlementLog.sol";
import {RequestEscrow} from "./RequestEscrow.sol";
import {SettlementLeaves} from "./SettlementLeaves.sol";

/// @title Where contracts ask
/// @notice A question enters the network with the gateway as its requester; its digest is computed here, so that only
/// the answer to this very question fits. Its highest price is held from the asker's deposit in the escrow. Whoever
/// proves that the question was settled ends it, once: the price is paid, the rest returns, and the asker is called back.
/// A question that nobody ends by its deadline and a grace can be cancelled. No one has a role here.
contract InferenceGateway {
    using SettlementLeaves for SettlementLeaves.Verdict;

    uint8 private constant VERIFIED = 1;
    uint256 private constant MICRO = 1e12;

    /// @notice Longest question, in bytes.
    uint256 public constant LONGEST_TEXT = 8192;
    /// @notice Largest output that is delivered, vector and text, in bytes; of a larger one the digest alone is.
    uint256 public constant LARGEST_OUTPUT = 8192;
    /// @notice Most gas that an asker may want for being called back: enough to store a vector of 384 floats.
    uint32 public constant MOST_CALLBACK_GAS = 2_000_000;
    /// @notice From the deadline on, before a question can be cancelled, in seconds.
    uint64 public constant GRACE = 1 days;

    /// @notice What is asked.
    struct Asking {
        string modelId;
        string text;
        /// Independent nodes, at least 3.
        uint32 replicas;
        /// Highest price, in millionths of an INFER.
        uint64 mostMicroInfer;
        /// When the answer is worthless, in seconds.
        uint64 deadline;
        /// Whether the output itself is wanted, not its digest alone; one above LARGEST_OUTPUT is not delivered.
        bool wantsOutput;
        /// Gas for calling back; 0 not to be called.
        uint32 callbackGas;
    }

    /// @notice A question.
    struct Question {
        /// Who asked; zero when the question has ended.
        address asker;
        /// Highest price, in millionths of an INFER.
        uint64 mostMicroInfer;
        /// Gas for calling back.
        uint32 callbackGas;
        /// Whether the output itself is wanted, not its digest alone.
        bool wantsOutput;
        /// When the answer is worthless, in seconds.
        uint64 deadline;
        /// Canonical digest of the request.
        bytes32 requestDigest;
        string modelId;
    }

    /// @notice Where a settlement is anchored.
    struct Place {
        uint64 firstOffset;
        bytes32[] proof;
    }

    ISettlementLog public immutable log;
    RequestEscrow public immutable escrow;

    /// @notice How many were asked.
    uint256 public asked;
    mapping(uint256 id => Question) private questions;

    /// @notice All that the request in infera.requests is made of: its requester is this contract.
    event Asked(
        uint256 indexed id, address indexed asker, string requestId, bytes32 requestDigest, Asking asking
    );
    event Answered(uint256 indexed id, uint8 status, bytes32 responseDigest, uint64 paidMicroInfer, bool calledBack);
    event Cancelled(uint256 indexed id);

    error BadQuestion(string what);
    /// @notice No such question, or it has ended.
    error NotOpen(uint256 id);
    error NotYet(uint64 from);
    error NotAnchored(bytes32 leaf);
    /// @notice The settlement is of another request.
    error OtherRequest(uint256 id);
    /// @notice The opening does not lead to the settlement's digest.
    error BadOpening(bytes32 expected, bytes32 found);
    /// @notice The output is not the one that was settled.
    error OtherOutput(bytes32 expected, bytes32 found);
    /// @notice Not enough gas to give the asker what he wanted.
    error NotEnoughGas(uint256 needed);

    constructor(ISettlementLog log_, RequestEscrow escrow_) {
        log = log_;
        escrow = escrow_;
    }

    /// @notice Asks. The asker must have let this contract hold from its deposit (RequestEscrow.setOperator).
    function ask(Asking calldata asking) external returns (uint256 id) {
        requireSense(asking);
        id = ++asked;
        string memory requestId = requestIdOf(id);
        bytes32 digest =
            CanonicalDigests.request(address(this), requestId, asking.modelId, asking.text, asking.replicas);
        questions[id] = Question(
            msg.sender,
            asking.mostMicroInfer,
            asking.callbackGas,
            asking.wantsOutput,
            asking.deadline,
            digest,
            asking.modelId
        );
        emit Asked(id, msg.sender, requestId, digest, asking);
        escrow.hold(msg.sender, uint128(asking.mostMicroInfer * MICRO));
    }

    /// @notice Ends a question that was VERIFIED.
    /// @param verdict of its settlement
    /// @param place where that is anchored
    /// @param opening of the settlement's digest
    /// @param output what the model made of it; looked at only if the asker wants it, then however large it is
    function answer(
        uint256 id,
        SettlementLeaves.Verdict calldata verdict,
        Place calldata place,
        CanonicalDigests.Opening calldata opening,
        CanonicalDigests.Output calldata output
    ) external {
        Question memory question = end(id, verdict, place);
        if (verdict.status != VERIFIED) {
            revert OtherRequest(id);
        }
        bytes32 found = CanonicalDigests.settlement(
            address(this), requestIdOf(id), question.requestDigest, question.modelId, opening
        );
        if (found != verdict.settlementDigest) {
            revert BadOpening(verdict.settlementDigest, found);
        }
        bool delivered = false;
        if (question.wantsOutput) {
            // Shown also when it is too large to be delivered: else anyone could withhold a small one.
            bytes32 digest = CanonicalDigests.output(output);
            if (digest != opening.responseDigest) {
                revert OtherOutput(opening.responseDigest, digest);
            }
            delivered = output.vector.length + bytes(output.text).length <= LARGEST_OUTPUT;
        }
        uint64 price = verdict.microInfer < question.mostMicroInfer ? verdict.microInfer : question.mostMicroInfer;
        pay(question, price);
        bytes memory data = abi.encodeCall(
            IInferenceConsumer.onInference,
            (
                id,
                VERIFIED,
                opening.responseDigest,
                delivered ? output.vector : bytes(""),
                delivered ? output.text : ""
            )
        );
        bool calledBack = callBack(question, data);
        emit Answered(id, VERIFIED, opening.responseDigest, price, calledBack);
    }

    /// @notice Ends a question that was not VERIFIED: it costs nothing.
    function fail(uint256 id, SettlementLeaves.Verdict calldata verdict, Place calldata place) external {
        Question memory question = end(id, verdict, place);
        if (verdict.status == VERIFIED) {
            revert OtherRequest(id);
        }
        pay(question, 0);
        bytes memory data =
            abi.encodeCall(IInferenceConsumer.onInference, (id, verdict.status, bytes32(0), bytes(""), ""));
        emit Answered(id, verdict.status, bytes32(0), 0, callBack(question, data));
    }

    /// @notice Ends a question that nobody answered in time: it costs nothing. Anyone may.
    function cancel(uint256 id) external {
        Question memory question = questions[id];
        if (question.asker == address(0)) {
            revert NotOpen(id);
        }
        if (block.timestamp < question.deadline + GRACE) {
            revert NotYet(question.deadline + GRACE);
        }
        delete questions[id];
        emit Cancelled(id);
        pay(question, 0);
    }

    /// @notice A question that has not ended.
    function questionOf(uint256 id) external view returns (Question memory) {
        return questions[id];
    }

    /// @notice The id of its request in the network.
    function requestIdOf(uint256 id) public view returns (string memory) {
        return string.concat(Strings.toString(block.chainid), "-", Strings.toString(id));
    }

    function requireSense(Asking calldata asking) private view {
        uint256 length = bytes(asking.text).length;
        if (length == 0 || length > LONGEST_TEXT) {
            revert BadQuestion("a text has 1 to 8192 bytes");
        }
        length = bytes(asking.modelId).length;
        if (length == 0 || length > 128) {
            revert BadQuestion("a model's name has 1 to 128 bytes");
        }
        if (asking.replicas < 3) {
            revert BadQuestion("at least 3 replicas");
        }
        if (asking.deadline <= block.timestamp) {
            revert BadQuestion("its deadline has passed");
        }
        if (asking.callbackGas > MOST_CALLBACK_GAS) {
            revert BadQuestion("too much gas for calling back");
        }
    }

    function end(uint256 id, SettlementLeaves.Verdict calldata verdict, Place calldata place)
        private
        returns (Question memory question)
    {
        question = questions[id];
        if (question.asker == address(0)) {
            revert NotOpen(id);
        }
        if (
            verdict.requester != address(this) || verdict.requestId != keccak256(bytes(requestIdOf(id)))
                || verdict.requestDigest != question.requestDigest
        ) {
            revert OtherRequest(id);
        }
        bytes32 leaf = verdict.hash();
        if (!log.verify(verdict.lane, place.firstOffset, place.proof, leaf)) {
            revert NotAnchored(leaf);
        }
        delete questions[id];
    }

    function pay(Question memory question, uint64 microInfer) private {
        escrow.release(
            question.asker,
            uint128(question.mostMicroInfer * MICRO),
            uint128(microInfer * MICRO),
            keccak256(bytes(question.modelId))
        );
    }

    /// @dev Calls the asker with the gas that it wanted, and looks at nothing that it returns.
    function callBack(Question memory question, bytes memory data) private returns (bool done) {
        address asker = question.asker;
        uint256 gasWanted = question.callbackGas;
        if (gasWanted == 0 || asker.code.length == 0) {
            return false;
        }
        // One 64th stays here; with less, whoever answers could let the callback fail.
        uint256 needed = gasWanted * 64 / 63 + 20_000;
        if (gasleft() < needed) {
            revert NotEnoughGas(needed);
        }
        assembly ("memory-safe") {
            done := call(gasWanted, asker, 0, add(data, 0x20), mload(data), 0, 0)
        }
    }
}
