// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title What the escrow asks of the reward distributor
interface IEpochs {
    /// @notice Whether a leaf stands under the root that is active.
    function proves(bytes32 leaf, bytes32[] calldata proof) external view returns (bool);

    /// @notice Takes fees for nodes from the caller.
    function depositFees(uint256 amount) external;
}
