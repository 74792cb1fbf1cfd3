// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title INFER
/// @notice Pays for inference, is staked by nodes, and votes. There are never more than CAP of it: GENESIS exists from
/// the start, and EMISSION follows a schedule that is written here and that nobody can change: half of what is left in
/// each HALVING, evenly over it. What is burned never comes back.
contract InferToken is ERC20, ERC20Burnable, ERC20Permit, ERC20Votes, AccessControl {
    /// @notice May mint what the schedule has released.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    /// @notice There are never more.
    uint256 public constant CAP = 1_000_000_000 ether;
    /// @notice Exists from the start.
    uint256 public constant GENESIS = 400_000_000 ether;
    /// @notice Is released by the schedule, and by nothing else.
    uint256 public constant EMISSION = CAP - GENESIS;
    /// @notice In so many seconds half of what is left is released.
    uint256 public constant HALVING = 4 * 365 days;

    /// @notice When the schedule begins.
    uint256 public immutable start;

    /// @notice How much of EMISSION has been minted.
    uint256 public emitted;

    /// @notice Something of EMISSION was minted.
    /// @param to who has it
    /// @param amount how much, in 10^-18 INFER
    /// @param emitted of EMISSION until now
    event Emitted(address indexed to, uint256 amount, uint256 emitted);

    /// @notice The schedule has not released so much yet.
    error AboveSchedule(uint256 released, uint256 wouldBeEmitted);

    /// @param admin grants and revokes roles
    /// @param treasury receives GENESIS
    constructor(address admin, address treasury) ERC20("Infera", "INFER") ERC20Permit("Infera") {
        start = block.timestamp;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _mint(treasury, GENESIS);
    }

    /// @notice Mints something of EMISSION.
    function mint(address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        uint256 total = emitted + amount;
        uint256 most = released(block.timestamp);
        if (total > most) {
            revert AboveSchedule(most, total);
        }
        emitted = total;
        emit Emitted(to, amount, total);
        _mint(to, amount);
    }

    /// @notice How much of EMISSION may have been minted by a time: EMISSION (1 - 2^-h) after h whole halvings, and in
    /// between evenly.
    function released(uint256 time) public view returns (uint256) {
        if (time <= start) {
            return 0;
        }
        uint256 whole = (time - start) / HALVING;
        if (whole > 128) {
            return EMISSION;
        }
        uint256 left = EMISSION >> whole;
        return EMISSION - left + (left - (left >> 1)) * ((time - start) % HALVING) / HALVING;
    }

    /// @dev Votes are counted by time, so that they mean the same on chains with other block times.
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @dev See clock.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }
}
