// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IEpochs} from "./IEpochs.sol";
import {ISettlementLog} from "./ISettlementLog.sol";
import {IWorkLedger} from "./IWorkLedger.sol";
import {InferToken} from "./InferToken.sol";
import {Stoppable} from "./Stoppable.sol";

/// @title Who has earned what
/// @notice An epoch is a root over cumulative totals, which anyone computes anew from the archive up to the lanes' heads
/// that it names. It becomes active after a delay, in which it can be vetoed by others than those who post. Two types of
/// leaves stand under a root: what an earner has earned (fees and emission apart, and his verified tokens), and what a
/// requester has used (see RequestEscrow).
///
/// Totals only grow. Fees cannot be posted before they were collected, nor emission above the cap of an epoch and the
/// token's schedule; and whatever the leaves say, no more is paid than what was posted.
contract RewardDistributor is IEpochs, IWorkLedger, Stoppable {
    /// @notice May post epochs, and may not veto.
    bytes32 public constant POSTER_ROLE = keccak256("POSTER_ROLE");
    /// @notice May veto what waits, and may not post.
    bytes32 public constant VETO_ROLE = keccak256("VETO_ROLE");

    /// @dev First word of an earner's leaf. A leaf is hashed twice, as in SettlementLeaves.
    bytes32 private constant EARNING = keccak256("infera.rewards.Earning.v1");

    /// @notice What was posted. Amounts in 10^-18 INFER, from the beginning on.
    struct Epoch {
        /// Merkle root over the leaves.
        bytes32 root;
        /// Fees of all earners.
        uint96 fees;
        /// Emission of all earners.
        uint96 emission;
        /// Its number, from 1.
        uint64 number;
        /// keccak256(abi.encode(uint64[] nextOffsets)): how far each lane is counted.
        bytes32 heads;
    }

    /// @notice What an earner was paid, and the verified tokens he showed.
    struct Paid {
        uint96 fees;
        uint96 emission;
        uint64 work;
    }

    /// @dev What is active and not claimed, beside when a stop ends: a claim reads and writes one slot for all three.
    uint96 private feesLeft;
    uint96 private emissionLeft;

    /// @notice What is paid out, and what emission is minted through this contract.
    InferToken public immutable token;
    /// @notice Whose lanes the epochs are bound to.
    ISettlementLog public immutable log;

    /// @notice From posting to activation, in seconds.
    uint32 public activationDelay;
    /// @notice Emission of one epoch at most.
    uint96 public emissionCap;
    /// @notice When what waits can be activated; 0 when nothing waits.
    uint64 public pendingFrom;

    /// @notice Claims are held against this.
    Epoch public active;
    /// @notice Waits, while pendingFrom is not 0.
    Epoch public pending;

    /// @notice Fees that came in.
    uint256 public feesReceived;
    /// @notice Paid to each.
    mapping(address earner => Paid) public paid;

    /// @param heads next offset of each lane
    event Posted(uint64 indexed number, bytes32 root, uint96 fees, uint96 emission, uint64[] heads, uint64 from);
    event Vetoed(uint64 indexed number, bytes32 root, address by);
    event Activated(uint64 indexed number, bytes32 root, uint256 minted);
    event Claimed(address indexed earner, uint96 fees, uint96 emission, uint64 work);
    event FeesDeposited(address indexed from, uint256 amount, uint256 feesReceived);
    event ParametersSet(uint32 activationDelay, uint96 emissionCap);

    error WrongNumber(uint64 expected, uint64 found);
    /// @notice An epoch waits already.
    error Waits(uint64 number);
    error NothingWaits();
    error NotYet(uint64 from);
    error NoRoot();
    /// @notice The heads before are not those of the active epoch.
    error WrongHeads(bytes32 expected, bytes32 found);
    /// @notice A head goes back, or further than its lane has come.
    error BadHead(uint32 lane, uint64 least, uint64 most, uint64 found);
    /// @notice Totals went down.
    error Shrunk();
    error AboveEmissionCap(uint256 cap, uint256 found);
    /// @notice More fees than came in.
    error FeesNotCollected(uint256 received, uint256 posted);
    error NotInEpoch(bytes32 leaf);
    error NothingToClaim(address earner);
    /// @notice The leaves say more than what was posted.
    error AbovePosted();
    /// @notice One account may not both post and veto.
    error BothRoles(address account);
    error BadDelay();

    /// @param admin governs: grants roles, sets parameters
    constructor(InferToken token_, ISettlementLog log_, address admin, uint32 delay, uint96 cap) {
        token = token_;
        log = log_;
        active.heads = keccak256(abi.encode(new uint64[](0)));
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        set(delay, cap);
    }

    /// @notice Posts the next epoch.
    /// @param before the heads of the active epoch
    /// @param heads the next offset of each lane, as far as it is counted; lanes may be added, none left out
    function post(
        uint64 number,
        bytes32 root,
        uint96 fees,
        uint96 emission,
        uint64[] calldata before,
        uint64[] calldata heads
    ) external onlyRole(POSTER_ROLE) whileRunning {
        if (pendingFrom != 0) {
            revert Waits(pending.number);
        }
        if (number != active.number + 1) {
            revert WrongNumber(active.number + 1, number);
        }
        if (root == bytes32(0)) {
            revert NoRoot();
        }
        if (fees < active.fees || emission < active.emission) {
            revert Shrunk();
        }
        if (emission - active.emission > emissionCap) {
            revert AboveEmissionCap(emissionCap, emission - active.emission);
        }
        if (fees > feesReceived) {
            revert FeesNotCollected(feesReceived, fees);
        }
        requireHeads(before, heads);
        pending = Epoch(root, fees, emission, number, keccak256(abi.encode(heads)));
        pendingFrom = uint64(block.timestamp) + activationDelay;
        emit Posted(number, root, fees, emission, heads, pendingFrom);
    }

    /// @notice Throws away what waits. Not stopped by a stop.
    function veto() external onlyRole(VETO_ROLE) {
        requireWaiting();
        pendingFrom = 0;
        emit Vetoed(pending.number, pending.root, msg.sender);
    }

    /// @notice Activates what has waited long enough, and mints its emission. Anyone may. What the token's schedule does
    /// not cover cannot be activated: it waits longer, or is vetoed.
    function activate() external whileRunning {
        requireWaiting();
        if (block.timestamp < pendingFrom) {
            revert NotYet(pendingFrom);
        }
        uint96 minted = pending.emission - active.emission;
        feesLeft += pending.fees - active.fees;
        emissionLeft += minted;
        active = pending;
        pendingFrom = 0;
        emit Activated(active.number, active.root, minted);
        if (minted != 0) {
            token.mint(address(this), minted);
        }
    }

    /// @notice Pays an earner what it has earned and not been paid. Anyone may have it paid.
    /// @param fees of the earner, from the beginning on
    /// @param emission of the earner, from the beginning on
    /// @param work its verified tokens, from the beginning on
    function claim(address earner, uint96 fees, uint96 emission, uint64 work, bytes32[] calldata proof)
        external
        whileRunning
    {
        bytes32 leaf = earningLeaf(earner, fees, emission, work);
        if (!proves(leaf, proof)) {
            revert NotInEpoch(leaf);
        }
        Paid memory before = paid[earner];
        if (fees < before.fees || emission < before.emission || work < before.work) {
            revert Shrunk();
        }
        uint96 moreFees = fees - before.fees;
        uint96 moreEmission = emission - before.emission;
        if (moreFees == 0 && moreEmission == 0 && work == before.work) {
            revert NothingToClaim(earner);
        }
        paid[earner] = Paid(fees, emission, work);
        if (moreFees > feesLeft || moreEmission > emissionLeft) {
            revert AbovePosted();
        }
        feesLeft -= moreFees;
        emissionLeft -= moreEmission;
        emit Claimed(earner, moreFees, moreEmission, work);
        token.transfer(earner, uint256(moreFees) + moreEmission);
    }

    /// @notice What is active and not claimed: fees, emission.
    function unclaimed() external view returns (uint96, uint96) {
        return (feesLeft, emissionLeft);
    }

    /// @inheritdoc IEpochs
    function depositFees(uint256 amount) external {
        feesReceived += amount;
        emit FeesDeposited(msg.sender, amount, feesReceived);
        token.transferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IEpochs
    function proves(bytes32 leaf, bytes32[] calldata proof) public view returns (bool) {
        bytes32 root = active.root;
        return root != bytes32(0) && MerkleProof.verifyCalldata(proof, root, leaf);
    }

    /// @inheritdoc IWorkLedger
    function workOf(address node) external view returns (uint64) {
        return paid[node].work;
    }

    /// @notice Leaf of an earner.
    function earningLeaf(address earner, uint96 fees, uint96 emission, uint64 work) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(EARNING, earner, fees, emission, work))));
    }

    /// @notice Sets the parameters, for epochs that are posted from now on.
    function setParameters(uint32 delay, uint96 cap) external onlyRole(DEFAULT_ADMIN_ROLE) {
        set(delay, cap);
    }

    function set(uint32 delay, uint96 cap) private {
        if (delay == 0) {
            revert BadDelay();
        }
        activationDelay = delay;
        emissionCap = cap;
        emit ParametersSet(delay, cap);
    }

    function requireWaiting() private view {
        if (pendingFrom == 0) {
            revert NothingWaits();
        }
    }

    function requireHeads(uint64[] calldata before, uint64[] calldata heads) private view {
        bytes32 found = keccak256(abi.encode(before));
        if (found != active.heads) {
            revert WrongHeads(active.heads, found);
        }
        uint64[] memory most = log.nextOffsets(uint32(heads.length));
        for (uint32 lane = 0; lane < heads.length || lane < before.length; ++lane) {
            uint64 least = lane < before.length ? before[lane] : 0;
            if (lane >= heads.length) {
                revert BadHead(lane, least, least, 0);
            }
            if (heads[lane] < least || heads[lane] > most[lane]) {
                revert BadHead(lane, least, most[lane], heads[lane]);
            }
        }
    }

    function _grantRole(bytes32 role, address account) internal override returns (bool) {
        if (
            (role == POSTER_ROLE && hasRole(VETO_ROLE, account)) || (role == VETO_ROLE && hasRole(POSTER_ROLE, account))
        ) {
            revert BothRoles(account);
        }
        return super._grantRole(role, account);
    }
}
