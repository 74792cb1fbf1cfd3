// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title What a batch of settlements is made of
/// @notice The leaves of an anchored batch. A leaf is hashed twice,
/// `keccak256(bytes.concat(keccak256(abi.encode(TYPE, fields...))))`, so that no inner node of a tree can pass for
/// one, and its first word is the hash of its type's name, so that a leaf of one type can never pass for another.
/// Pairs are sorted before hashing, as OpenZeppelin's MerkleProof does it. The same encoding in Java is
/// `io.infera.settlement.domain.Leaves`; a test holds the two against each other on an EVM.
///
/// For every settlement of a batch, in the order of their offsets, stand one VERDICT leaf and then one FAULT leaf for
/// each node that was shown wrong, in nodeId order.
library SettlementLeaves {
    /// @dev First word of a verdict's leaf.
    bytes32 internal constant VERDICT = keccak256("infera.settlement.Verdict.v1");
    /// @dev First word of a fault's leaf.
    bytes32 internal constant FAULT = keccak256("infera.settlement.Fault.v1");

    /// @notice What one node earns by one request.
    struct Payment {
        /// Who earns it.
        address node;
        /// Millionths of an INFER.
        uint64 microInfer;
        /// Verified tokens.
        uint32 tokens;
    }

    /// @notice How one request ended. Together with its payments, in nodeId order, it says who is owed what, and who
    /// agreed.
    struct Verdict {
        /// Partition of infera.settlements.
        uint32 lane;
        /// Offset there: with the lane, the settlement's identity.
        uint64 offset;
        /// Who asked.
        address requester;
        /// keccak256 of the request id's UTF-8 bytes.
        bytes32 requestId;
        /// Canonical SHA-256 digest of the request's content.
        bytes32 requestDigest;
        /// 1 VERIFIED, 2 UNVERIFIED, 3 REJECTED, 4 EXPIRED.
        uint8 status;
        /// What the requester owes, in millionths of an INFER.
        uint64 microInfer;
        /// keccak256(abi.encode(Payment[])).
        bytes32 payments;
        /// Canonical SHA-256 digest of the whole settlement event.
        bytes32 settlementDigest;
    }

    /// @notice That a node was shown wrong by an audit. Who wants to slash proves this leaf, and beside it that
    /// `resultLeaf` lies under `resultRoot` (SHA-256) and that the node signed that root: the leaf alone takes no
    /// stake.
    struct Fault {
        /// Partition of infera.settlements.
        uint32 lane;
        /// Offset of the settlement that says so.
        uint64 offset;
        /// Who was shown wrong.
        address node;
        /// Who was harmed.
        address requester;
        /// keccak256 of the request id's UTF-8 bytes.
        bytes32 requestId;
        /// Canonical SHA-256 digest of the request's content.
        bytes32 requestDigest;
        /// In which attempt.
        uint32 attempt;
        /// SHA-256 leaf of the node's result.
        bytes32 resultLeaf;
        /// SHA-256 root that the node signed.
        bytes32 resultRoot;
        /// The backstop node that did the job again.
        address auditor;
        /// SHA-256 leaf of the auditor's result.
        bytes32 auditLeaf;
    }

    /// @notice Leaf of a verdict.
    function hash(Verdict memory verdict) internal pure returns (bytes32) {
        return twice(abi.encode(VERDICT, verdict));
    }

    /// @notice Leaf of a fault.
    function hash(Fault memory fault) internal pure returns (bytes32) {
        return twice(abi.encode(FAULT, fault));
    }

    /// @notice What a verdict's `payments` must be for a list of payments.
    function hash(Payment[] memory payments) internal pure returns (bytes32) {
        return keccak256(abi.encode(payments));
    }

    function twice(bytes memory encoded) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(encoded)));
    }
}
