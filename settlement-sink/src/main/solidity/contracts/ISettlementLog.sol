// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title What other contracts ask of the settlement log
interface ISettlementLog {
    /// @notice keccak256 of the network's id.
    function network() external view returns (bytes32);

    /// @notice Whether a leaf stands in an anchored batch.
    /// @param lane the batch's lane
    /// @param firstOffset the batch's first offset, which is its identity in the lane
    /// @param proof sibling hashes from the leaf upwards
    /// @param leaf see SettlementLeaves
    function verify(uint32 lane, uint64 firstOffset, bytes32[] calldata proof, bytes32 leaf)
        external
        view
        returns (bool);

    /// @notice Where lanes 0 to count - 1 stand.
    function nextOffsets(uint32 count) external view returns (uint64[] memory next);
}
