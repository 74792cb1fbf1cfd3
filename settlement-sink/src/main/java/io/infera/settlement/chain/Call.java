package io.infera.settlement.chain;

/**
 * What a transaction is to do.
 *
 * @param contract what is called or created, for reading what it refuses with
 * @param function what is called, for people
 * @param to who is called; null to create a contract
 * @param data function and arguments, or code and arguments
 */
public record Call(ContractArtifact contract, String function, EvmAddress to, String data) {
  /** Creates a contract. */
  public static Call creating(ContractAbi abi, Object... arguments) {
    return new Call(abi.artifact(), "constructor", null, abi.creation(arguments));
  }

  /** Calls a contract's function. */
  public static Call of(Contract contract, String function, Object... arguments) {
    return of(contract.abi(), contract.address(), function, arguments);
  }

  /** Calls a function of a contract that need not exist yet. */
  public static Call of(ContractAbi abi, EvmAddress to, String function, Object... arguments) {
    return new Call(abi.artifact(), function, to, abi.call(function, arguments));
  }

  @Override
  public String toString() {
    return contract.name() + "." + function;
  }
}
