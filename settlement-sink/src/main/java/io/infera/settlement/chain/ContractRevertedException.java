package io.infera.settlement.chain;

import io.infera.settlement.chain.ContractArtifact.DecodedError;
import java.util.Optional;

/**
 * A contract refused a call. The message is a sentence for people; the error is what the contract
 * said.
 */
public final class ContractRevertedException extends RuntimeException {
  private final transient Optional<DecodedError> error;

  ContractRevertedException(String sentence, Optional<DecodedError> error) {
    super(sentence);
    this.error = error;
  }

  /** The contract's error; empty when it gave none that is known. */
  public Optional<DecodedError> error() {
    return error;
  }

  /** Whether the contract gave the error of this name. */
  public boolean is(String name) {
    return error.filter(it -> it.name().equals(name)).isPresent();
  }
}
