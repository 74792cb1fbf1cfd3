// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ShortString, ShortStrings} from "@openzeppelin/contracts/utils/ShortStrings.sol";
import {ISettlementLog} from "./ISettlementLog.sol";
import {IWorkLedger} from "./IWorkLedger.sol";
import {InferToken} from "./InferToken.sol";
import {NodeEvidence} from "./NodeEvidence.sol";
import {SettlementLeaves} from "./SettlementLeaves.sol";
import {Stoppable} from "./Stoppable.sol";

/// @title The stakes of nodes, and how they are lost
/// @notice A stake is taken on evidence alone, and anyone may bring it: that an anchored settlement names the node as
/// shown wrong, and that the node itself signed the result in question. No role in this contract can take a stake, or
/// bring a stake to where the evidence does not say; the arbiter can only spare.
///
/// Each pair of node and request is one case, opened once. A case waits for the challenge window. In it anyone can
/// refute it by a settlement that pays the node for the very request, and the node can appeal with a bond; an appeal
/// prolongs the case so that the arbiter can acquit. Then anyone can have it carried out.
///
/// The first fault costs little, each further one more: the ladder. A rung is climbed down for every `workPerRung`
/// verified tokens, but not faster than one in `rungPeriod`. At the ladder's end, or when too little is left, the node is
/// ejected, and its rest unbonds.
contract NodeStaking is Stoppable {
    using SettlementLeaves for SettlementLeaves.Fault;
    using SettlementLeaves for SettlementLeaves.Verdict;

    /// @notice May acquit who appealed, and nothing else.
    bytes32 public constant ARBITER_ROLE = keccak256("ARBITER_ROLE");

    uint256 private constant PPM = 1_000_000;

    /// @notice What governance sets. Amounts in 10^-18 INFER, times in seconds, shares in parts per million.
    struct Parameters {
        /// A node with less is not drawn.
        uint128 minimumStake;
        /// A node that a slash leaves with less is ejected.
        uint128 ejectionBelow;
        /// What an appeal costs if it fails.
        uint128 appealBond;
        /// Between unbonding and withdrawing; not below challengeWindow + appealWindow.
        uint32 unbondDelay;
        /// From an accusation on, before it can be carried out.
        uint32 challengeWindow;
        /// So much longer after an appeal.
        uint32 appealWindow;
        /// A rung is not climbed down faster.
        uint32 rungPeriod;
        /// Verified tokens that bring a node one rung down; 0 for never.
        uint64 workPerRung;
        /// Of what is taken, to the requester.
        uint32 requesterPpm;
        /// Of what is taken, to the replicas that agreed, in equal parts.
        uint32 honestPpm;
        /// Share of the whole stake that each further fault takes.
        uint32[] ladder;
    }

    /// @notice A node's stake.
    struct Stake {
        /// Works for the node.
        uint128 bonded;
        /// Leaves, and can be taken until it has left.
        uint128 unbonding;
        /// When what unbonds can be withdrawn.
        uint64 withdrawableAt;
        /// How far up the ladder; as of `since`.
        uint16 rung;
        /// Cases that wait.
        uint16 openCases;
        /// It may never stake again.
        bool ejected;
        /// When it was slashed last.
        uint48 since;
        /// Its verified tokens then.
        uint64 workThen;
    }

    /// @notice How far a case has come.
    enum CaseState {
        None,
        Open,
        Appealed,
        Refuted,
        Acquitted,
        Slashed
    }

    /// @notice An accusation.
    struct Case {
        CaseState state;
        /// When it can be carried out.
        uint64 ripeAt;
        /// Where the settlement stands that says so.
        uint32 lane;
        /// Its offset.
        uint64 offset;
        /// The first offset of its batch.
        uint64 firstOffset;
        /// What the node pledged with its appeal.
        uint128 bond;
    }

    /// @notice What is staked.
    InferToken public immutable token;
    /// @notice Where faults are anchored.
    ISettlementLog public immutable log;
    ShortString private immutable networkId;

    /// @notice Who knows of good work; zero for nobody, then no rung is climbed down.
    IWorkLedger public work;

    /// @notice Stakes.
    mapping(address node => Stake) public stakes;
    /// @notice Cases, see caseOf.
    mapping(bytes32 id => Case) public cases;

    Parameters private current;

    event Staked(address indexed node, address indexed by, uint256 amount, uint256 bonded);
    event Unbonding(address indexed node, uint256 amount, uint256 bonded, uint64 withdrawableAt);
    event Withdrawn(address indexed node, address indexed to, uint256 amount);
    event Accused(
        bytes32 indexed id, address indexed node, address indexed requester, bytes32 requestId, address by, uint64 ripeAt
    );
    event Refuted(bytes32 indexed id, address indexed node, uint32 lane, uint64 offset);
    event Appealed(bytes32 indexed id, address indexed node, string reason, uint256 bond, uint64 ripeAt);
    event Acquitted(bytes32 indexed id, address indexed node, address by);
    event Slashed(
        bytes32 indexed id, address indexed node, uint256 amount, uint256 toRequester, uint256 toHonest, uint256 burned
    );
    event Climbed(address indexed node, uint16 rung);
    event Ejected(address indexed node, bytes32 indexed id);
    event ParametersSet(Parameters parameters);
    event WorkLedgerSet(IWorkLedger work);

    /// @notice The contracts belong to different networks.
    error OtherNetwork(bytes32 expected, bytes32 found);
    error BadParameters(string what);
    error ZeroAmount();
    error BelowMinimum(uint256 minimum, uint256 wouldBe);
    error IsEjected(address node);
    error NotEnoughBonded(uint256 bonded, uint256 asked);
    error NotYet(uint64 from);
    error CasesOpen(address node, uint16 cases);
    error NothingUnbonds(address node);
    error NothingAtStake(address node);
    /// @notice This node was accused for this request before.
    error AccusedBefore(bytes32 id);
    /// @notice The leaf is not in the batch.
    error NotAnchored(bytes32 leaf);
    /// @notice The result does not lie under the root.
    error NotInResults(bytes32 resultLeaf, bytes32 resultRoot);
    /// @notice The root was not signed by the node.
    error NotSignedByNode(address node, address signer);
    error CaseIs(bytes32 id, CaseState state);
    /// @notice The settlement is not the one that the case is about, or does not say what it should.
    error WrongSettlement(bytes32 id);

    /// @param token_ what is staked
    /// @param log_ where faults are anchored
    /// @param network the network's id, at most 31 bytes; what nodes sign is bound to it
    /// @param admin governs: grants roles, sets parameters
    /// @param initial parameters to begin with
    constructor(InferToken token_, ISettlementLog log_, string memory network, address admin, Parameters memory initial)
    {
        bytes32 found = log_.network();
        if (found != keccak256(bytes(network))) {
            revert OtherNetwork(keccak256(bytes(network)), found);
        }
        token = token_;
        log = log_;
        networkId = ShortStrings.toShortString(network);
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        set(initial);
    }

    /// @notice Adds to one's own stake, or to another's. Who stakes for another gives it away.
    function stake(address node, uint128 amount) public whileRunning {
        Stake storage mine = stakes[node];
        if (amount == 0) {
            revert ZeroAmount();
        }
        if (mine.ejected) {
            revert IsEjected(node);
        }
        uint128 bonded = mine.bonded + amount;
        if (bonded < current.minimumStake) {
            revert BelowMinimum(current.minimumStake, bonded);
        }
        mine.bonded = bonded;
        emit Staked(node, msg.sender, amount, bonded);
        token.transferFrom(msg.sender, address(this), amount);
    }

    /// @notice Stakes with a permit instead of an approval before.
    function stakeWithPermit(address node, uint128 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        // Someone may have used the permit already, to be in the way: then the allowance is there.
        try token.permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        stake(node, amount);
    }

    /// @notice Begins to take stake out. All that unbonds waits as long as what began last. What stays must be the
    /// minimum, or nothing.
    function unbond(uint128 amount) external {
        Stake storage mine = stakes[msg.sender];
        if (amount == 0) {
            revert ZeroAmount();
        }
        if (amount > mine.bonded) {
            revert NotEnoughBonded(mine.bonded, amount);
        }
        uint128 left = mine.bonded - amount;
        if (left != 0 && left < current.minimumStake) {
            revert BelowMinimum(current.minimumStake, left);
        }
        startUnbonding(msg.sender, mine, amount);
    }

    /// @notice Takes out what has unbonded. Not while a case is open.
    function withdraw(address to) external whileRunning {
        Stake storage mine = stakes[msg.sender];
        uint128 amount = mine.unbonding;
        if (amount == 0) {
            revert NothingUnbonds(msg.sender);
        }
        if (block.timestamp < mine.withdrawableAt) {
            revert NotYet(mine.withdrawableAt);
        }
        if (mine.openCases != 0) {
            revert CasesOpen(msg.sender, mine.openCases);
        }
        mine.unbonding = 0;
        emit Withdrawn(msg.sender, to, amount);
        token.transfer(to, amount);
    }

    /// @notice Accuses a node, with the evidence.
    /// @param fault the leaf of the settlement that names the node
    /// @param firstOffset the first offset of that settlement's batch
    /// @param anchoring siblings from the leaf up to the batch's root
    /// @param signed that the node signed the result
    function accuse(
        SettlementLeaves.Fault calldata fault,
        uint64 firstOffset,
        bytes32[] calldata anchoring,
        NodeEvidence.Proof calldata signed
    ) external whileRunning returns (bytes32 id) {
        id = caseOf(fault.node, fault.requester, fault.requestId);
        if (cases[id].state != CaseState.None) {
            revert AccusedBefore(id);
        }
        Stake storage accused = stakes[fault.node];
        if (accused.bonded + accused.unbonding == 0) {
            revert NothingAtStake(fault.node);
        }
        bytes32 leaf = fault.hash();
        if (!log.verify(fault.lane, firstOffset, anchoring, leaf)) {
            revert NotAnchored(leaf);
        }
        if (!NodeEvidence.leads(fault.resultLeaf, fault.resultRoot, signed)) {
            revert NotInResults(fault.resultLeaf, fault.resultRoot);
        }
        address signer =
            NodeEvidence.signer(ShortStrings.toString(networkId), fault.resultRoot, signed.signature);
        if (signer == address(0) || signer != fault.node) {
            revert NotSignedByNode(fault.node, signer);
        }
        uint64 ripeAt = uint64(block.timestamp) + current.challengeWindow;
        // Not as a whole: that would write the bond, too, which is 0 and in a slot of its own.
        Case storage opened = cases[id];
        opened.state = CaseState.Open;
        opened.ripeAt = ripeAt;
        opened.lane = fault.lane;
        opened.offset = fault.offset;
        opened.firstOffset = firstOffset;
        accused.openCases += 1;
        emit Accused(id, fault.node, fault.requester, fault.requestId, msg.sender, ripeAt);
    }

    /// @notice Ends a case by a settlement that pays the node for the very request: the log contradicts itself, and in
    /// doubt nobody pays.
    function refute(
        address node,
        SettlementLeaves.Verdict calldata verdict,
        SettlementLeaves.Payment[] calldata payments,
        uint64 firstOffset,
        bytes32[] calldata anchoring
    ) external {
        bytes32 id = caseOf(node, verdict.requester, verdict.requestId);
        Case storage found = waiting(id);
        requireVerdict(id, verdict, payments, firstOffset, anchoring);
        for (uint256 i = 0; i < payments.length; ++i) {
            if (payments[i].node == node) {
                giveBack(node, close(found, node, CaseState.Refuted));
                emit Refuted(id, node, verdict.lane, verdict.offset);
                return;
            }
        }
        revert WrongSettlement(id);
    }

    /// @notice The node answers an accusation, with a bond that it loses if nobody acquits it. Once a case, and
    /// until it is carried out.
    /// @param requester of the request that it is about
    /// @param requestId keccak256 of its id
    /// @param reason what the arbiter should look at
    function appeal(address requester, bytes32 requestId, string calldata reason) external {
        bytes32 id = caseOf(msg.sender, requester, requestId);
        Case storage found = cases[id];
        if (found.state != CaseState.Open) {
            revert CaseIs(id, found.state);
        }
        // A stop gives no time to accusers that the accused does not have: what is not carried out can be appealed.
        uint128 bond = current.appealBond;
        uint64 ripeAt = uint64(max(found.ripeAt, block.timestamp)) + current.appealWindow;
        found.state = CaseState.Appealed;
        found.ripeAt = ripeAt;
        found.bond = bond;
        emit Appealed(id, msg.sender, reason, bond, ripeAt);
        token.transferFrom(msg.sender, address(this), bond);
    }

    /// @notice Acquits a node that appealed; its bond returns.
    function acquit(address node, address requester, bytes32 requestId) external onlyRole(ARBITER_ROLE) {
        bytes32 id = caseOf(node, requester, requestId);
        Case storage found = cases[id];
        if (found.state != CaseState.Appealed) {
            revert CaseIs(id, found.state);
        }
        giveBack(node, close(found, node, CaseState.Acquitted));
        emit Acquitted(id, node, msg.sender);
    }

    /// @notice Carries out a ripe case.
    /// @param verdict of the settlement that the case is about: it says who was harmed and who was honest
    /// @param payments of that settlement
    /// @param anchoring siblings from the verdict's leaf up to its batch's root
    function slash(
        address node,
        SettlementLeaves.Verdict calldata verdict,
        SettlementLeaves.Payment[] calldata payments,
        bytes32[] calldata anchoring
    ) external whileRunning {
        bytes32 id = caseOf(node, verdict.requester, verdict.requestId);
        Case storage found = waiting(id);
        if (block.timestamp < found.ripeAt) {
            revert NotYet(found.ripeAt);
        }
        if (verdict.lane != found.lane || verdict.offset != found.offset) {
            revert WrongSettlement(id);
        }
        requireVerdict(id, verdict, payments, found.firstOffset, anchoring);

        uint128 bond = close(found, node, CaseState.Slashed);
        uint256 amount = take(id, node);
        share(id, node, amount, bond, verdict.requester, payments);
    }

    /// @notice Identity of a case: a node and a request.
    function caseOf(address node, address requester, bytes32 requestId) public pure returns (bytes32) {
        return keccak256(abi.encode(node, requester, requestId));
    }

    /// @notice Whether a node may be drawn.
    function eligible(address node) external view returns (bool) {
        Stake storage its = stakes[node];
        return !its.ejected && its.bonded != 0 && its.bonded >= current.minimumStake;
    }

    /// @notice How far up the ladder a node is now.
    function rungOf(address node) public view returns (uint16) {
        Stake storage its = stakes[node];
        uint256 rung = its.rung;
        if (rung == 0 || address(work) == address(0) || current.workPerRung == 0) {
            return uint16(rung);
        }
        uint64 done = work.workOf(node);
        uint256 byWork = done > its.workThen ? (done - its.workThen) / current.workPerRung : 0;
        uint256 byTime = current.rungPeriod == 0 ? byWork : (block.timestamp - its.since) / current.rungPeriod;
        uint256 down = byWork < byTime ? byWork : byTime;
        return down < rung ? uint16(rung - down) : 0;
    }

    /// @notice The parameters.
    function parameters() external view returns (Parameters memory) {
        return current;
    }

    /// @notice Sets the parameters. A case keeps the windows that it began with, and is carried out by the ladder and the
    /// shares of its end. No parameter moves a stake without evidence.
    function setParameters(Parameters calldata next) external onlyRole(DEFAULT_ADMIN_ROLE) {
        set(next);
    }

    /// @notice Sets who knows of good work.
    function setWorkLedger(IWorkLedger next) external onlyRole(DEFAULT_ADMIN_ROLE) {
        work = next;
        emit WorkLedgerSet(next);
    }

    function set(Parameters memory next) private {
        if (next.ladder.length == 0 || next.ladder.length > 32) {
            revert BadParameters("a ladder has 1 to 32 rungs");
        }
        uint32 before = 0;
        for (uint256 i = 0; i < next.ladder.length; ++i) {
            if (next.ladder[i] < before || next.ladder[i] > PPM) {
                revert BadParameters("a ladder climbs, to 1000000 at most");
            }
            before = next.ladder[i];
        }
        if (uint256(next.requesterPpm) + next.honestPpm > PPM) {
            revert BadParameters("shares exceed the whole");
        }
        if (next.unbondDelay < uint256(next.challengeWindow) + next.appealWindow) {
            revert BadParameters("unbonding ends before a case does");
        }
        if (next.challengeWindow == 0) {
            revert BadParameters("a node must have time to answer");
        }
        if (next.ejectionBelow > next.minimumStake) {
            revert BadParameters("a minimum stake would be ejected");
        }
        current = next;
        emit ParametersSet(next);
    }

    function waiting(bytes32 id) private view returns (Case storage found) {
        found = cases[id];
        if (found.state != CaseState.Open && found.state != CaseState.Appealed) {
            revert CaseIs(id, found.state);
        }
    }

    function requireVerdict(
        bytes32 id,
        SettlementLeaves.Verdict calldata verdict,
        SettlementLeaves.Payment[] calldata payments,
        uint64 firstOffset,
        bytes32[] calldata anchoring
    ) private view {
        if (SettlementLeaves.hash(payments) != verdict.payments) {
            revert WrongSettlement(id);
        }
        bytes32 leaf = verdict.hash();
        if (!log.verify(verdict.lane, firstOffset, anchoring, leaf)) {
            revert NotAnchored(leaf);
        }
    }

    /// @dev Ends a case, and takes out the bond that an appeal has put in.
    function close(Case storage found, address node, CaseState state) private returns (uint128 bond) {
        if (found.state == CaseState.Appealed) {
            bond = found.bond;
            found.bond = 0;
        }
        found.state = state;
        stakes[node].openCases -= 1;
    }

    function giveBack(address node, uint128 bond) private {
        if (bond != 0) {
            token.transfer(node, bond);
        }
    }

    /// @dev Takes the share of a node's rung from its stake, from what is bonded first, and climbs.
    function take(bytes32 id, address node) private returns (uint256 amount) {
        Stake storage its = stakes[node];
        uint256 steps = current.ladder.length;
        uint256 rung = rungOf(node);
        // The ladder may have become shorter.
        uint256 share_ = current.ladder[rung < steps ? rung : steps - 1];
        amount = (uint256(its.bonded) + its.unbonding) * share_ / PPM;
        uint128 bonded = its.bonded;
        if (amount <= bonded) {
            bonded -= uint128(amount);
        } else {
            its.unbonding -= uint128(amount - bonded);
            bonded = 0;
        }
        its.bonded = bonded;
        its.rung = uint16(rung + 1);
        its.since = uint48(block.timestamp);
        its.workThen = address(work) == address(0) ? 0 : work.workOf(node);
        emit Climbed(node, its.rung);
        if (!its.ejected && (rung + 1 >= steps || bonded < current.ejectionBelow)) {
            its.ejected = true;
            emit Ejected(node, id);
            if (bonded != 0) {
                startUnbonding(node, its, bonded);
            }
        }
    }

    /// @dev Where what was taken goes. Nobody can be paid for his own fault.
    function share(
        bytes32 id,
        address node,
        uint256 amount,
        uint256 bond,
        address requester,
        SettlementLeaves.Payment[] calldata payments
    ) private {
        uint256 toRequester = amount * current.requesterPpm / PPM;
        uint256 each = payments.length == 0 ? 0 : amount * current.honestPpm / PPM / payments.length;
        toRequester = pay(node, requester, toRequester);
        uint256 toHonest = 0;
        for (uint256 i = 0; i < payments.length; ++i) {
            toHonest += pay(node, payments[i].node, each);
        }
        uint256 burned = amount - toRequester - toHonest;
        emit Slashed(id, node, amount, toRequester, toHonest, burned);
        token.burn(burned + bond);
    }

    function pay(address node, address to, uint256 amount) private returns (uint256) {
        if (amount == 0 || to == address(0) || to == node || to == address(this)) {
            return 0;
        }
        token.transfer(to, amount);
        return amount;
    }

    function startUnbonding(address node, Stake storage its, uint128 amount) private {
        its.bonded -= amount;
        its.unbonding += amount;
        its.withdrawableAt = uint64(block.timestamp) + current.unbondDelay;
        emit Unbonding(node, amount, its.bonded, its.withdrawableAt);
    }

    function max(uint256 one, uint256 other) private pure returns (uint256) {
        return one > other ? one : other;
    }
}
