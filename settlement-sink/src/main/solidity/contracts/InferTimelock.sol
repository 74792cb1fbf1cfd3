// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title Who governs
/// @notice Administrator of all contracts: what the governor decided happens after a delay, in which whoever disagrees
/// can leave. Anyone may carry out what is due.
contract InferTimelock is TimelockController {
    /// @param minDelay in seconds
    /// @param admin sets it up and then renounces
    constructor(uint256 minDelay, address admin)
        TimelockController(minDelay, new address[](0), everybody(), admin)
    {}

    function everybody() private pure returns (address[] memory executors) {
        executors = new address[](1);
    }
}
