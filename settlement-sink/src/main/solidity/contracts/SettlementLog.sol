// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ISettlementLog} from "./ISettlementLog.sol";
import {SettlementLeaves} from "./SettlementLeaves.sol";

/// @title The settlements of an Infera network, anchored batch by batch
/// @notice A lane is a partition of infera.settlements. Its batches are contiguous ranges of offsets: each begins where
/// the one before it ended, and the contract insists. So nothing is anchored twice and nothing is left out, however
/// often a writer crashes or how many of them run, and the writer's position is this contract's state and no other.
///
/// A range counts positions in the log, not settlements: transaction markers, and records that could not be read, lie
/// in a range without a leaf.
///
/// While the threshold is 0, who has the role anchors alone. From then on that it is more, a batch needs the signatures
/// of so many attesters, who judged the log anew and came to the same root, and then anyone may bring it.
contract SettlementLog is ISettlementLog, AccessControl, EIP712 {
    /// @notice May anchor batches.
    bytes32 public constant ANCHOR_ROLE = keccak256("ANCHOR_ROLE");

    /// @notice Root of a batch without a leaf: a range in which nothing could be read. Nothing can be proved under it.
    bytes32 public constant EMPTY_ROOT = keccak256("infera.settlement.Empty.v1");

    /// @dev What an attester signs (EIP-712).
    bytes32 private constant BATCH = keccak256(
        "Batch(bytes32 network,uint32 lane,uint64 firstOffset,uint64 nextOffset,bytes32 root,uint64 settlements,bytes32 archiveDigest)"
    );

    uint256 private constant SIGNATURE_BYTES = 65;

    /// @notice keccak256 of the network's id: the log of one network is never mistaken for another's.
    bytes32 public immutable network;

    /// @notice How far a lane has come. It fits one slot.
    struct Lane {
        /// Offset at which the next batch must begin.
        uint64 nextOffset;
        /// Batches anchored.
        uint64 batches;
        /// Settlements anchored.
        uint64 settlements;
    }

    /// @notice How far a lane has come.
    mapping(uint32 lane => Lane) public lanes;

    /// @dev Who was first to have the role, and has it still: found in the slot that is read anyway.
    address private usual;
    /// @notice How many attesters must sign a batch; 0 for none, then who has the role anchors alone.
    uint32 public threshold;
    /// @notice How many there are.
    uint32 public attesterCount;
    /// @notice Who may attest.
    mapping(address => bool) public attesters;

    mapping(uint256 batch => bytes32) private roots;

    /// @notice A batch was anchored.
    /// @param lane partition of infera.settlements
    /// @param firstOffset the batch's first offset
    /// @param nextOffset the first offset after the batch
    /// @param root Merkle root of its leaves, see SettlementLeaves
    /// @param settlements number of settlements in it; its leaves may be more
    /// @param archiveDigest SHA-256 of the batch's file in the archive
    event BatchAnchored(
        uint32 indexed lane,
        uint64 indexed firstOffset,
        uint64 nextOffset,
        bytes32 root,
        uint64 settlements,
        bytes32 archiveDigest
    );

    /// @notice Someone may attest from now on, or no more.
    event AttesterSet(address indexed attester, bool may);
    /// @notice So many attesters must sign from now on.
    event ThresholdSet(uint32 threshold);

    /// @notice A batch needs the signatures of so many attesters.
    error NeedsAttesters(uint32 threshold);
    /// @notice Not so many signatures as there must be, or not of 65 bytes each.
    error TooFewSignatures(uint32 threshold, uint256 found);
    /// @notice A signature is of nobody who may attest, or not in ascending order of the signers' addresses.
    error NotAnAttester(uint256 index, address signer);
    /// @notice More attesters would have to sign than there are.
    error BadThreshold(uint32 threshold, uint32 attesters);

    /// @notice A batch does not begin where its lane stands.
    error NotContiguous(uint32 lane, uint64 expected, uint64 found);

    /// @notice A batch covers no offset, or says that it holds more settlements than offsets.
    error BadRange(uint32 lane, uint64 firstOffset, uint64 nextOffset, uint64 settlements);

    /// @notice A batch has no root.
    error NoRoot(uint32 lane, uint64 firstOffset);

    /// @param network_ keccak256 of the network's id
    /// @param admin grants and revokes roles
    /// @param anchorer may anchor from the start
    constructor(bytes32 network_, address admin, address anchorer) EIP712("Infera SettlementLog", "1") {
        network = network_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(ANCHOR_ROLE, anchorer);
    }

    /// @notice Anchors the next batch of a lane.
    function anchor(
        uint32 lane,
        uint64 firstOffset,
        uint64 nextOffset,
        bytes32 root,
        uint64 settlements,
        bytes32 archiveDigest
    ) external {
        (address regular, uint32 needed) = (usual, threshold);
        if (msg.sender != regular) {
            _checkRole(ANCHOR_ROLE);
        }
        if (needed != 0) {
            revert NeedsAttesters(needed);
        }
        append(lane, firstOffset, nextOffset, root, settlements, archiveDigest);
    }

    /// @notice Anchors the next batch of a lane that enough attesters signed. Anyone may bring it.
    /// @param signatures 65 bytes each (r, s, v), in ascending order of the signers' addresses
    function anchorAttested(
        uint32 lane,
        uint64 firstOffset,
        uint64 nextOffset,
        bytes32 root,
        uint64 settlements,
        bytes32 archiveDigest,
        bytes calldata signatures
    ) external {
        uint32 needed = threshold;
        if (needed == 0 || signatures.length != needed * SIGNATURE_BYTES) {
            revert TooFewSignatures(needed, signatures.length / SIGNATURE_BYTES);
        }
        bytes32 digest = attestation(lane, firstOffset, nextOffset, root, settlements, archiveDigest);
        address last = address(0);
        for (uint256 i = 0; i < needed; ++i) {
            (address signer,,) = ECDSA.tryRecover(digest, signatures[i * SIGNATURE_BYTES:(i + 1) * SIGNATURE_BYTES]);
            if (signer <= last || !attesters[signer]) {
                revert NotAnAttester(i, signer);
            }
            last = signer;
        }
        append(lane, firstOffset, nextOffset, root, settlements, archiveDigest);
    }

    /// @notice What an attester signs for a batch (EIP-712).
    function attestation(
        uint32 lane,
        uint64 firstOffset,
        uint64 nextOffset,
        bytes32 root,
        uint64 settlements,
        bytes32 archiveDigest
    ) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(abi.encode(BATCH, network, lane, firstOffset, nextOffset, root, settlements, archiveDigest))
        );
    }

    /// @notice Says who attests, and how many must.
    function setAttesters(address[] calldata added, address[] calldata removed, uint32 needed)
        external
        onlyRole(DEFAULT_ADMIN_ROLE)
    {
        for (uint256 i = 0; i < removed.length; ++i) {
            setAttester(removed[i], false);
        }
        for (uint256 i = 0; i < added.length; ++i) {
            setAttester(added[i], true);
        }
        if (needed > attesterCount) {
            revert BadThreshold(needed, attesterCount);
        }
        threshold = needed;
        emit ThresholdSet(needed);
    }

    function setAttester(address attester, bool may) private {
        if (attesters[attester] != may) {
            attesters[attester] = may;
            attesterCount = may ? attesterCount + 1 : attesterCount - 1;
            emit AttesterSet(attester, may);
        }
    }

    function append(
        uint32 lane,
        uint64 firstOffset,
        uint64 nextOffset,
        bytes32 root,
        uint64 settlements,
        bytes32 archiveDigest
    ) private {
        Lane memory head = lanes[lane];
        if (firstOffset != head.nextOffset) {
            revert NotContiguous(lane, head.nextOffset, firstOffset);
        }
        if (nextOffset <= firstOffset || settlements > nextOffset - firstOffset) {
            revert BadRange(lane, firstOffset, nextOffset, settlements);
        }
        if (root == bytes32(0)) {
            revert NoRoot(lane, firstOffset);
        }
        lanes[lane] = Lane(nextOffset, head.batches + 1, head.settlements + settlements);
        roots[key(lane, firstOffset)] = root;
        emit BatchAnchored(lane, firstOffset, nextOffset, root, settlements, archiveDigest);
    }

    /// @inheritdoc ISettlementLog
    function verify(uint32 lane, uint64 firstOffset, bytes32[] calldata proof, bytes32 leaf)
        external
        view
        returns (bool)
    {
        bytes32 root = roots[key(lane, firstOffset)];
        return root != bytes32(0) && MerkleProof.verifyCalldata(proof, root, leaf);
    }

    /// @notice Root of the batch that begins at an offset; zero when none does.
    function rootOf(uint32 lane, uint64 firstOffset) external view returns (bytes32) {
        return roots[key(lane, firstOffset)];
    }

    /// @notice Where lanes 0 to count - 1 stand, in one call.
    function nextOffsets(uint32 count) external view returns (uint64[] memory next) {
        next = new uint64[](count);
        for (uint32 lane = 0; lane < count; ++lane) {
            next[lane] = lanes[lane].nextOffset;
        }
    }

    /// @notice Leaf of a verdict, for whoever builds a proof.
    function verdictLeaf(SettlementLeaves.Verdict calldata verdict) external pure returns (bytes32) {
        return SettlementLeaves.hash(verdict);
    }

    /// @notice Leaf of a fault, for whoever builds a proof.
    function faultLeaf(SettlementLeaves.Fault calldata fault) external pure returns (bytes32) {
        return SettlementLeaves.hash(fault);
    }

    /// @notice What a verdict's `payments` must be for a list of payments.
    function paymentsDigest(SettlementLeaves.Payment[] calldata payments) external pure returns (bytes32) {
        return SettlementLeaves.hash(payments);
    }

    function _grantRole(bytes32 role, address account) internal override returns (bool) {
        if (role == ANCHOR_ROLE && usual == address(0)) {
            usual = account;
        }
        return super._grantRole(role, account);
    }

    function _revokeRole(bytes32 role, address account) internal override returns (bool) {
        if (role == ANCHOR_ROLE && usual == account) {
            usual = address(0);
        }
        return super._revokeRole(role, account);
    }

    function key(uint32 lane, uint64 firstOffset) private pure returns (uint256) {
        return (uint256(lane) << 64) | firstOffset;
    }
}
