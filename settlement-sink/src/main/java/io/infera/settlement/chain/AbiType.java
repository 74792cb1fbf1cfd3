package io.infera.settlement.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A type of the contract ABI, as far as our contracts use it. Values in Java are BigInteger (any
 * Number is taken), EvmAddress, Boolean, Bytes32, byte[], String, and List for arrays and structs.
 */
sealed interface AbiType {
  /** As it stands in a signature. */
  String canonical();

  /** Whether it is encoded where its neighbours are, or behind them. */
  boolean dynamic();

  /** Words that it takes where its neighbours are. */
  default int headWords() {
    return 1;
  }

  /** A number, address, bool or bytesN: one word. */
  record Word(String canonical) implements AbiType {
    @Override
    public boolean dynamic() {
      return false;
    }
  }

  /** {@code bytes} or {@code string}. */
  record Blob(String canonical) implements AbiType {
    @Override
    public boolean dynamic() {
      return true;
    }
  }

  /** {@code T[]}. */
  record Array(AbiType element) implements AbiType {
    @Override
    public String canonical() {
      return element.canonical() + "[]";
    }

    @Override
    public boolean dynamic() {
      return true;
    }
  }

  /** A struct, or the arguments of a function. */
  record Tuple(List<AbiType> elements) implements AbiType {
    public Tuple {
      elements = List.copyOf(elements);
    }

    @Override
    public String canonical() {
      return "(" + String.join(",", elements.stream().map(AbiType::canonical).toList()) + ")";
    }

    @Override
    public boolean dynamic() {
      return elements.stream().anyMatch(AbiType::dynamic);
    }

    @Override
    public int headWords() {
      return dynamic() ? 1 : elements.stream().mapToInt(AbiType::headWords).sum();
    }
  }

  /** The type of one parameter in a contract's JSON. */
  static AbiType of(JsonNode parameter) {
    return of(parameter.get("type").asText(), parameter);
  }

  /** The types of a list of parameters. */
  static Tuple tuple(JsonNode parameters) {
    var elements = new ArrayList<AbiType>();
    parameters.forEach(parameter -> elements.add(of(parameter)));
    return new Tuple(elements);
  }

  private static AbiType of(String type, JsonNode parameter) {
    if (type.endsWith("[]")) {
      return new Array(of(type.substring(0, type.length() - 2), parameter));
    }
    if (type.equals("tuple")) {
      return tuple(parameter.get("components"));
    }
    boolean blob = type.equals("bytes") || type.equals("string");
    return blob ? new Blob(type) : new Word(type);
  }
}
