// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title How much good work a node has shown
interface IWorkLedger {
    /// @notice Verified tokens of a node until now, as far as they were shown here.
    function workOf(address node) external view returns (uint64);
}
