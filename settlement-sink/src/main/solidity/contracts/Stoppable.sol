// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @title What a guardian can stop, for a while, and never take
/// @notice A guardian stops what moves value, for LONGEST_STOP at most, and then it must run at least as long before it
/// can be stopped again. So a lost key costs time and nothing else. What defends somebody (an answer to an accusation,
/// a veto) is never stopped.
abstract contract Stoppable is AccessControl {
    /// @notice May stop.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @notice A stop ends by itself.
    uint64 public constant LONGEST_STOP = 7 days;

    /// @notice Stopped until this time; it runs from then on.
    uint64 public stoppedUntil;

    /// @notice It was stopped.
    event Stopped(address indexed by, uint64 until);

    /// @notice A stop was ended before its time.
    event Resumed(address indexed by);

    /// @notice It is stopped until a time.
    error IsStopped(uint64 until);

    /// @notice It was stopped not long ago: it can be stopped again from a time on.
    error StoppedLately(uint64 from);

    modifier whileRunning() {
        if (block.timestamp < stoppedUntil) {
            revert IsStopped(stoppedUntil);
        }
        _;
    }

    /// @notice Stops it for LONGEST_STOP.
    function stop() external onlyRole(PAUSER_ROLE) {
        uint64 last = stoppedUntil;
        if (last != 0 && block.timestamp < last + LONGEST_STOP) {
            revert StoppedLately(last + LONGEST_STOP);
        }
        stoppedUntil = uint64(block.timestamp) + LONGEST_STOP;
        emit Stopped(msg.sender, stoppedUntil);
    }

    /// @notice Ends a stop; who stopped may, and who governs.
    function resume() external {
        if (!hasRole(PAUSER_ROLE, msg.sender)) {
            _checkRole(DEFAULT_ADMIN_ROLE);
        }
        if (block.timestamp < stoppedUntil) {
            stoppedUntil = uint64(block.timestamp);
            emit Resumed(msg.sender);
        }
    }
}
