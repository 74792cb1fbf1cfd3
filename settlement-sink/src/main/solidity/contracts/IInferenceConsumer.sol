// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title What a contract must understand to be answered
interface IInferenceConsumer {
    /// @notice The answer to what the contract asked. Called once for each question, by the gateway alone; what it does
    /// with it cannot undo the payment.
    /// @param id of the question
    /// @param status 1 VERIFIED, 2 UNVERIFIED, 3 REJECTED, 4 EXPIRED
    /// @param responseDigest of the output; zero unless VERIFIED
    /// @param vector the output's floats, single precision, little endian; empty unless asked for, and when the output
    /// is too large to be delivered (InferenceGateway.LARGEST_OUTPUT)
    /// @param text the output's text; empty as the vector is, and where there is none
    function onInference(
        uint256 id,
        uint8 status,
        bytes32 responseDigest,
        bytes calldata vector,
        string calldata text
    ) external;
}
