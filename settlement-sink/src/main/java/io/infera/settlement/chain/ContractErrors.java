package io.infera.settlement.chain;

import io.infera.settlement.chain.ContractArtifact.DecodedError;
import java.util.Optional;

/** The contracts' custom errors as sentences. */
final class ContractErrors {
  private ContractErrors() {}

  static ContractRevertedException of(ContractArtifact contract, String call, String data) {
    Optional<DecodedError> error = contract.decodeError(data);
    String sentence =
        error.map(ContractErrors::sentence).orElse("it gave no reason that is known: " + data);
    return new ContractRevertedException(
        "%s.%s was refused: %s".formatted(contract.name(), call, sentence), error);
  }

  private static String sentence(DecodedError error) {
    var values = error.values();
    return switch (error.name()) {
      case "NotContiguous" ->
          "lane %s stands at offset %s, and the batch begins at %s"
              .formatted(values.get("lane"), values.get("expected"), values.get("found"));
      case "BadRange" ->
          "a batch of lane %s from %s to %s cannot hold %s settlements"
              .formatted(
                  values.get("lane"),
                  values.get("firstOffset"),
                  values.get("nextOffset"),
                  values.get("settlements"));
      case "NoRoot" ->
          "the batch of lane %s at offset %s has no root"
              .formatted(values.get("lane"), values.get("firstOffset"));
      case "AccessControlUnauthorizedAccount" ->
          "%s may not do this; grant it the role that the contract's administrator gives to writers"
              .formatted(values.get("account"));
      default -> error.name() + values;
    };
  }
}
