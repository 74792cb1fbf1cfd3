// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IEpochs} from "./IEpochs.sol";
import {InferToken} from "./InferToken.sol";
import {ModelRegistry} from "./ModelRegistry.sol";
import {Stoppable} from "./Stoppable.sol";

/// @title What requesters pay from
/// @notice A requester deposits, and signs what he is willing to pay for a model: up to a ceiling in all, at most so much
/// per million tokens. A debit names a total from the beginning on, so a replayed one takes nothing, and needs two things
/// that no single party can make: the requester's signature that allows it, and a leaf under an active epoch that says
/// that so much verified work was done (UNVERIFIED, REJECTED and EXPIRED requests are in no leaf). What is not spent can
/// be withdrawn, after a delay that is longer than an epoch takes to be debited.
///
/// What is debited goes in parts to the model's author, to the network, and the rest to the nodes that agreed.
contract RequestEscrow is Stoppable, EIP712 {
    /// @dev What a requester signs (EIP-712).
    bytes32 private constant AUTHORISATION = keccak256(
        "Authorisation(address requester,bytes32 model,uint64 ceilingMicroInfer,uint64 maxMicroInferPerMillionTokens,uint64 validUntil)"
    );
    /// @dev First word of a requester's leaf. A leaf is hashed twice, as in SettlementLeaves.
    bytes32 private constant DEBIT = keccak256("infera.rewards.Debit.v1");

    uint256 private constant MICRO = 1e12;
    uint256 private constant MILLION = 1_000_000;

    /// @notice A requester's deposit, in 10^-18 INFER.
    struct Account {
        /// Can be spent.
        uint128 balance;
        /// Is about to be withdrawn; can be spent until it has left.
        uint128 leaving;
        /// When it can be withdrawn.
        uint64 leavesAt;
    }

    /// @notice What a requester has used of a model, from the beginning on.
    struct Usage {
        address requester;
        /// keccak256 of the model's name.
        bytes32 model;
        /// What it costs, in millionths of an INFER.
        uint64 microInfer;
        /// Tokens that were paid for: of each verified request, its tokens times the nodes that are paid.
        uint64 tokens;
    }

    /// @notice What a requester allows for a model.
    struct Authorisation {
        /// In all from the beginning on, in millionths of an INFER.
        uint64 ceilingMicroInfer;
        /// Per million tokens that are paid for.
        uint64 maxMicroInferPerMillionTokens;
        /// In seconds; a debit after it is refused.
        uint64 validUntil;
        bytes signature;
    }

    /// @notice What was debited for a model.
    struct Spent {
        uint64 microInfer;
        uint64 tokens;
    }

    /// @notice What governance sets. Shares in parts per million.
    struct Parameters {
        /// From asking for a withdrawal to having it.
        uint32 withdrawalDelay;
        /// To the model's author, if it has one.
        uint32 authorPpm;
        /// To the network.
        uint32 networkPpm;
        /// Where the network's part goes.
        address treasury;
    }

    InferToken public immutable token;
    /// @notice Says what was used, and pays the nodes.
    IEpochs public immutable epochs;
    ModelRegistry public immutable models;

    Parameters public parameters;
    mapping(address requester => Account) public accounts;
    mapping(address requester => mapping(bytes32 model => Spent)) public spent;
    /// @notice Whom a requester lets hold from his deposit.
    mapping(address requester => mapping(address operator => bool)) public operators;
    /// @notice What operators hold.
    mapping(address operator => mapping(address requester => uint128)) public held;

    event Deposited(address indexed requester, address indexed by, uint256 amount, uint256 balance);
    event Leaving(address indexed requester, uint256 amount, uint64 leavesAt);
    event Withdrawn(address indexed requester, address indexed to, uint256 amount);
    /// @param due what the epoch says beyond what was debited before, in 10^-18 INFER
    /// @param amount what of it the deposit covered
    event Debited(address indexed requester, bytes32 indexed model, uint256 due, uint256 amount, uint64 totalMicroInfer);
    event Split(bytes32 indexed model, address indexed author, uint256 toAuthor, uint256 toNetwork, uint256 toNodes);
    event OperatorSet(address indexed requester, address indexed operator, bool may);
    event Held(address indexed requester, address indexed operator, uint256 amount);
    event Released(address indexed requester, address indexed operator, uint256 spent, uint256 returned);
    event ParametersSet(Parameters parameters);

    error ZeroAmount();
    error BadParameters(string what);
    error NotEnough(uint256 balance, uint256 asked);
    error NotYet(uint64 from);
    error NothingLeaves(address requester);
    /// @notice The usage is in no active epoch.
    error NotInEpoch(bytes32 leaf);
    /// @notice The requester did not sign this.
    error NotAuthorised(address requester);
    error AuthorisationExpired(uint64 validUntil);
    error AboveCeiling(uint64 ceilingMicroInfer, uint64 found);
    error AbovePrice(uint256 mostMicroInfer, uint256 found);
    /// @notice So much was debited already.
    error NothingDue(address requester, bytes32 model);
    error NotAnOperator(address requester, address operator);

    constructor(InferToken token_, IEpochs epochs_, ModelRegistry models_, address admin, Parameters memory initial)
        EIP712("Infera RequestEscrow", "1")
    {
        token = token_;
        epochs = epochs_;
        models = models_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        set(initial);
        token_.approve(address(epochs_), type(uint256).max);
    }

    /// @notice Adds to a requester's deposit.
    function deposit(address requester, uint128 amount) public whileRunning {
        if (amount == 0) {
            revert ZeroAmount();
        }
        accounts[requester].balance += amount;
        emit Deposited(requester, msg.sender, amount, accounts[requester].balance);
        token.transferFrom(msg.sender, address(this), amount);
    }

    /// @notice Deposits with a permit instead of an approval before.
    function depositWithPermit(address requester, uint128 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        // Someone may have used the permit already, to be in the way: then the allowance is there.
        try token.permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        deposit(requester, amount);
    }

    /// @notice Asks for a withdrawal. All that leaves waits as long as what was asked for last.
    function requestWithdrawal(uint128 amount) external {
        Account storage mine = accounts[msg.sender];
        if (amount == 0) {
            revert ZeroAmount();
        }
        if (amount > mine.balance) {
            revert NotEnough(mine.balance, amount);
        }
        mine.balance -= amount;
        mine.leaving += amount;
        mine.leavesAt = uint64(block.timestamp) + parameters.withdrawalDelay;
        emit Leaving(msg.sender, mine.leaving, mine.leavesAt);
    }

    /// @notice Withdraws what has waited long enough.
    function withdraw(address to) external whileRunning {
        Account storage mine = accounts[msg.sender];
        uint128 amount = mine.leaving;
        if (amount == 0) {
            revert NothingLeaves(msg.sender);
        }
        if (block.timestamp < mine.leavesAt) {
            revert NotYet(mine.leavesAt);
        }
        mine.leaving = 0;
        emit Withdrawn(msg.sender, to, amount);
        token.transfer(to, amount);
    }

    /// @notice Debits what a requester has used of a model and has not been debited. Anyone may bring it. If the deposit
    /// does not cover it, what is there is taken, and the rest stays due.
    /// @param proof siblings from the usage's leaf up to the active epoch's root
    function debit(Usage calldata usage, bytes32[] calldata proof, Authorisation calldata allowed)
        external
        whileRunning
    {
        bytes32 leaf = usageLeaf(usage);
        if (!epochs.proves(leaf, proof)) {
            revert NotInEpoch(leaf);
        }
        requireAllowed(usage, allowed);
        Spent memory before = spent[usage.requester][usage.model];
        if (usage.microInfer <= before.microInfer || usage.tokens < before.tokens) {
            revert NothingDue(usage.requester, usage.model);
        }
        uint256 due = usage.microInfer - before.microInfer;
        uint256 tokens = usage.tokens - before.tokens;
        uint256 most = tokens * allowed.maxMicroInferPerMillionTokens / MILLION;
        if (due > most) {
            revert AbovePrice(most, due);
        }
        uint256 covered = cover(usage.requester, due);
        // What is not covered stays due at its own price: its tokens stay too.
        Spent memory next =
            Spent(before.microInfer + uint64(covered), before.tokens + uint64(tokens * covered / due));
        spent[usage.requester][usage.model] = next;
        emit Debited(usage.requester, usage.model, due * MICRO, covered * MICRO, next.microInfer);
        split(usage.model, covered * MICRO);
    }

    /// @notice Lets a contract hold from one's deposit what requests through it may cost.
    function setOperator(address operator, bool may) external {
        operators[msg.sender][operator] = may;
        emit OperatorSet(msg.sender, operator, may);
    }

    /// @notice Holds something of a requester who let the caller do so.
    function hold(address requester, uint128 amount) external whileRunning {
        if (!operators[requester][msg.sender]) {
            revert NotAnOperator(requester, msg.sender);
        }
        Account storage its = accounts[requester];
        if (amount > its.balance) {
            revert NotEnough(its.balance, amount);
        }
        its.balance -= amount;
        held[msg.sender][requester] += amount;
        emit Held(requester, msg.sender, amount);
    }

    /// @notice Ends something held: a part is spent on a model, the rest returns to the deposit.
    function release(address requester, uint128 amount, uint128 toSpend, bytes32 model) external {
        uint128 there = held[msg.sender][requester];
        if (amount > there || toSpend > amount) {
            revert NotEnough(there, amount > there ? amount : toSpend);
        }
        held[msg.sender][requester] = there - amount;
        accounts[requester].balance += amount - toSpend;
        emit Released(requester, msg.sender, toSpend, amount - toSpend);
        split(model, toSpend);
    }

    /// @notice Leaf of a usage.
    function usageLeaf(Usage calldata usage) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(DEBIT, usage))));
    }

    /// @notice What a requester signs (EIP-712).
    function authorisation(address requester, bytes32 model, Authorisation calldata allowed)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    AUTHORISATION,
                    requester,
                    model,
                    allowed.ceilingMicroInfer,
                    allowed.maxMicroInferPerMillionTokens,
                    allowed.validUntil
                )
            )
        );
    }

    /// @notice Sets the parameters.
    function setParameters(Parameters calldata next) external onlyRole(DEFAULT_ADMIN_ROLE) {
        set(next);
    }

    function set(Parameters memory next) private {
        if (uint256(next.authorPpm) + next.networkPpm > MILLION) {
            revert BadParameters("shares exceed the whole");
        }
        if (next.treasury == address(0)) {
            revert BadParameters("the network's part goes nowhere");
        }
        if (next.withdrawalDelay > 90 days) {
            revert BadParameters("nobody waits so long for his own");
        }
        parameters = next;
        emit ParametersSet(next);
    }

    function requireAllowed(Usage calldata usage, Authorisation calldata allowed) private view {
        if (block.timestamp > allowed.validUntil) {
            revert AuthorisationExpired(allowed.validUntil);
        }
        if (usage.microInfer > allowed.ceilingMicroInfer) {
            revert AboveCeiling(allowed.ceilingMicroInfer, usage.microInfer);
        }
        bytes32 digest = authorisation(usage.requester, usage.model, allowed);
        if (!SignatureChecker.isValidSignatureNowCalldata(usage.requester, digest, allowed.signature)) {
            revert NotAuthorised(usage.requester);
        }
    }

    /// @dev Takes what is due from a deposit, as far as it goes; first what stays. In millionths of an INFER.
    function cover(address requester, uint256 due) private returns (uint256 covered) {
        Account storage its = accounts[requester];
        uint256 there = (uint256(its.balance) + its.leaving) / MICRO;
        covered = due < there ? due : there;
        if (covered == 0) {
            revert NotEnough(uint256(its.balance) + its.leaving, due * MICRO);
        }
        uint128 amount = uint128(covered * MICRO);
        uint128 fromBalance = amount < its.balance ? amount : its.balance;
        its.balance -= fromBalance;
        if (amount != fromBalance) {
            its.leaving -= amount - fromBalance;
        }
    }

    function split(bytes32 model, uint256 amount) private {
        if (amount == 0) {
            return;
        }
        address author = models.authorOf(model);
        uint256 toAuthor = author == address(0) ? 0 : amount * parameters.authorPpm / MILLION;
        uint256 toNetwork = amount * parameters.networkPpm / MILLION;
        uint256 toNodes = amount - toAuthor - toNetwork;
        emit Split(model, author, toAuthor, toNetwork, toNodes);
        if (toAuthor != 0) {
            token.transfer(author, toAuthor);
        }
        if (toNetwork != 0) {
            token.transfer(parameters.treasury, toNetwork);
        }
        if (toNodes != 0) {
            epochs.depositFees(toNodes);
        }
    }
}
