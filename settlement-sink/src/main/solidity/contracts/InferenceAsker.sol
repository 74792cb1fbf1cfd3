// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IInferenceConsumer} from "./IInferenceConsumer.sol";
import {InferenceGateway} from "./InferenceGateway.sol";
import {RequestEscrow} from "./RequestEscrow.sol";

/// @title An example of a contract that asks
/// @notice Pays from its own deposit, and remembers the last answer. What must not be forgotten in another: only the
/// gateway may call `onInference`, and only an id that one asked for oneself means something.
contract InferenceAsker is IInferenceConsumer {
    InferenceGateway public immutable gateway;
    RequestEscrow public immutable escrow;
    address public immutable owner;

    /// @notice The last question that was answered.
    uint256 public answered;
    uint8 public status;
    bytes32 public responseDigest;
    bytes public vector;

    error NotTheGateway(address found);
    error NotTheOwner(address found);

    constructor(InferenceGateway gateway_) {
        gateway = gateway_;
        escrow = gateway_.escrow();
        owner = msg.sender;
        escrow.setOperator(address(gateway_), true);
    }

    /// @notice Asks, as the owner wishes.
    function ask(InferenceGateway.Asking calldata asking) external returns (uint256) {
        if (msg.sender != owner) {
            revert NotTheOwner(msg.sender);
        }
        return gateway.ask(asking);
    }

    /// @notice Takes the deposit back: first call asks for it, after the escrow's delay `finish` brings it to the owner.
    function takeBack(uint128 amount) external {
        if (msg.sender != owner) {
            revert NotTheOwner(msg.sender);
        }
        escrow.requestWithdrawal(amount);
    }

    /// @notice See takeBack.
    function finish() external {
        escrow.withdraw(owner);
    }

    /// @inheritdoc IInferenceConsumer
    function onInference(uint256 id, uint8 status_, bytes32 digest, bytes calldata vector_, string calldata)
        external
    {
        if (msg.sender != address(gateway)) {
            revert NotTheGateway(msg.sender);
        }
        answered = id;
        status = status_;
        responseDigest = digest;
        vector = vector_;
    }
}
