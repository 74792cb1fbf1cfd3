// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title The canonical digests of requests, outputs and settlements
/// @notice SHA-256 over fields that each follow their length (4 bytes), as `io.infera.schemas.canonical` computes them:
/// `Digests.request`, `Digests.output`, and `Digests.settlement` as far as a contract must open it.
library CanonicalDigests {
    /// @notice A model's output, without its token counts.
    struct Output {
        /// Components of the vector.
        uint32 dimension;
        /// IEEE 754 single precision, little endian.
        bytes vector;
        /// Whether there is a text beside it.
        bool hasText;
        string text;
    }

    /// @notice What a settlement's digest is made of, around what the contract knows already.
    struct Opening {
        /// Canonical digest of the verdict.
        bytes32 verdictDigest;
        /// Digest of the output that was returned.
        bytes32 responseDigest;
        /// The fields behind it, in their canonical form.
        bytes rest;
    }

    /// @notice Digest of a request for one text on the open market.
    function request(
        address requester,
        string memory requestId,
        string memory modelId,
        string memory text,
        uint32 replicas
    ) internal pure returns (bytes32) {
        bytes memory who = bytes.concat(
            field("infera/request/v1"), utf8(Strings.toHexString(requester)), utf8(requestId), utf8(modelId)
        );
        return sha256(
            bytes.concat(who, flag(true), utf8(text), field(abi.encodePacked(replicas)), flag(false))
        );
    }

    /// @notice Digest of an output. A text that `hasText` denies is hashed too, so that no output can carry one that
    /// its digest does not cover.
    function output(Output calldata found) internal pure returns (bytes32) {
        bytes memory head = bytes.concat(
            field("infera/output/v1"),
            field("FLOAT32"),
            field(abi.encodePacked(found.dimension)),
            field(found.vector),
            flag(found.hasText)
        );
        bool bare = !found.hasText && bytes(found.text).length == 0;
        return sha256(bare ? head : bytes.concat(head, field(bytes(found.text))));
    }

    /// @notice Digest of the settlement of a VERIFIED request.
    function settlement(
        address requester,
        string memory requestId,
        bytes32 requestDigest,
        string memory modelId,
        Opening calldata opening
    ) internal pure returns (bytes32) {
        bytes memory head = bytes.concat(
            field("infera/record/v1"),
            field("io.infera.event.SettlementEvent"),
            named("requester", bytes(Strings.toHexString(requester))),
            named("requestId", bytes(requestId)),
            named("requestDigest", abi.encodePacked(requestDigest))
        );
        head = bytes.concat(head, named("modelId", bytes(modelId)), named("status", "VERIFIED"));
        return sha256(
            bytes.concat(
                head,
                named("verdictDigest", abi.encodePacked(opening.verdictDigest)),
                named("responseDigest", abi.encodePacked(opening.responseDigest)),
                opening.rest
            )
        );
    }

    function named(string memory name, bytes memory value) private pure returns (bytes memory) {
        return bytes.concat(field(bytes(name)), field(value));
    }

    function utf8(string memory value) private pure returns (bytes memory) {
        return field(bytes(value));
    }

    function field(bytes memory value) private pure returns (bytes memory) {
        return abi.encodePacked(uint32(value.length), value);
    }

    function flag(bool value) private pure returns (bytes memory) {
        return abi.encodePacked(uint32(1), value);
    }
}
