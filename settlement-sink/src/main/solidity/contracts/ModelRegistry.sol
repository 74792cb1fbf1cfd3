// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @title Whose model it is
/// @notice Anyone registers a model: its name, what it is made of, and its author, who receives a royalty for verified
/// use. The first to register a name has it; governance can correct that for what is used from then on.
contract ModelRegistry is AccessControl {
    /// @notice A model.
    struct Model {
        /// Receives the royalty.
        address author;
        /// SHA-256 of the weights.
        bytes32 modelDigest;
        /// SHA-256 of tokenizer, pooling and padding.
        bytes32 codeDigest;
    }

    /// @notice Models by keccak256 of their name.
    mapping(bytes32 model => Model) public models;

    event Registered(
        bytes32 indexed model, address indexed author, string modelId, bytes32 modelDigest, bytes32 codeDigest
    );
    event AuthorChanged(bytes32 indexed model, address indexed from, address indexed to);

    error Taken(bytes32 model, address author);
    error NotTheAuthor(bytes32 model, address author);
    error Incomplete();

    /// @param admin governs: can correct who the author is
    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @notice Registers a model; the caller is its author.
    function register(string calldata modelId, bytes32 modelDigest, bytes32 codeDigest) external {
        bytes32 model = keccak256(bytes(modelId));
        if (bytes(modelId).length == 0 || modelDigest == bytes32(0)) {
            revert Incomplete();
        }
        if (models[model].author != address(0)) {
            revert Taken(model, models[model].author);
        }
        models[model] = Model(msg.sender, modelDigest, codeDigest);
        emit Registered(model, msg.sender, modelId, modelDigest, codeDigest);
    }

    /// @notice Names another author: the author does, or governance where a name was taken by whom it does not belong.
    function setAuthor(bytes32 model, address author) external {
        address before = models[model].author;
        if (before == address(0) || (msg.sender != before && !hasRole(DEFAULT_ADMIN_ROLE, msg.sender))) {
            revert NotTheAuthor(model, before);
        }
        if (author == address(0)) {
            revert Incomplete();
        }
        models[model].author = author;
        emit AuthorChanged(model, before, author);
    }

    /// @notice The author; zero when nobody registered the model.
    function authorOf(bytes32 model) external view returns (address) {
        return models[model].author;
    }
}
