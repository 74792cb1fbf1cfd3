// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title What a node signed
/// @notice A node signs the root of a SHA-256 tree over the results that it returns together (RFC 6962, section 2.1:
/// 0x00 before a leaf, 0x01 before a pair; a node without a sibling moves up unchanged). The same in Java are
/// `io.infera.schemas.canonical.MerkleTree` and `io.infera.schemas.identity.BatchSigner`.
library NodeEvidence {
    /// @notice That a leaf lies under a root, and a signature over that root.
    struct Proof {
        /// Position of the leaf, from 0.
        uint32 index;
        /// Number of leaves.
        uint32 count;
        /// Sibling digests from the leaf upwards.
        bytes32[] path;
        /// r, s, and the recovery id 0 or 1.
        bytes signature;
    }

    /// @notice Whether a path leads from a leaf to a root.
    function leads(bytes32 leaf, bytes32 root, Proof calldata proof) internal pure returns (bool) {
        uint256 position = proof.index;
        if (position >= proof.count) {
            return false;
        }
        bytes32 current = sha256(abi.encodePacked(bytes1(0x00), leaf));
        uint256 used = 0;
        for (uint256 width = proof.count; width > 1; width = (width + 1) >> 1) {
            if ((position ^ 1) < width) {
                if (used == proof.path.length) {
                    return false;
                }
                bytes32 sibling = proof.path[used++];
                current = position & 1 == 0
                    ? sha256(abi.encodePacked(bytes1(0x01), current, sibling))
                    : sha256(abi.encodePacked(bytes1(0x01), sibling, current));
            }
            position >>= 1;
        }
        return used == proof.path.length && current == root;
    }

    /// @notice Who signed a root for a network; zero when nobody did. A high s is refused, as everywhere in Infera.
    function signer(string memory network, bytes32 root, bytes calldata signature) internal pure returns (address) {
        if (signature.length != 65 || uint8(signature[64]) > 1) {
            return address(0);
        }
        bytes32 signed = sha256(
            abi.encodePacked(
                uint32(15), "infera/batch/v1", uint32(bytes(network).length), network, uint32(32), root
            )
        );
        (address who, ECDSA.RecoverError problem,) = ECDSA.tryRecover(
            signed, 27 + uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64])
        );
        return problem == ECDSA.RecoverError.NoError ? who : address(0);
    }
}
