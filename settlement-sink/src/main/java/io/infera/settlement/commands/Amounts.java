package io.infera.settlement.commands;

import io.infera.runtime.InferAmount;
import java.math.BigInteger;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Amounts as people write them, with their unit. */
public final class Amounts {
  private Amounts() {}

  /**
   * Reads an amount of one or two words, such as {@code 500 INFER}.
   *
   * @throws ParameterException when it is none
   */
  public static InferAmount of(CommandSpec spec, List<String> words) {
    try {
      return InferAmount.parse(String.join(" ", words));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  static InferAmount units(Object value) {
    return new InferAmount((BigInteger) value);
  }

  static InferAmount micro(Object value) {
    return InferAmount.ofMicro(((BigInteger) value).longValueExact());
  }
}
