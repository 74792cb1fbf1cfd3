package io.infera.settlement.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.settlement.domain.Keccak;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Type;

/**
 * A compiled contract as it is committed: ABI, bytecode, and digests of the sources. Made by {@code
 * mvn -Pcontracts}.
 *
 * @param name the contract's name
 * @param bytecode creation code, 0x and hexadecimal digits
 * @param sources SHA-256 of each source file by its name
 */
public record ContractArtifact(
    String name, String bytecode, Map<String, String> sources, Map<String, ErrorType> errors) {
  private static final int SELECTOR_DIGITS = 10;

  /**
   * A custom error of the contract: its name, the names of its values, and their Solidity types.
   */
  public record ErrorType(String name, List<String> fields, List<String> types) {
    String selector() {
      String signature = name + "(" + String.join(",", types) + ")";
      return Keccak.of(signature).toString().substring(0, SELECTOR_DIGITS);
    }
  }

  /** A custom error with its values, by name, in the contract's order. */
  public record DecodedError(String name, Map<String, Object> values) {
    public long number(String field) {
      return Long.parseLong(values.get(field).toString());
    }
  }

  public ContractArtifact {
    sources = Map.copyOf(sources);
    errors = Map.copyOf(errors);
  }

  /** Reads {@code contracts/NAME.json} from the class path. */
  public static ContractArtifact load(String name) {
    String resource = "/contracts/" + name + ".json";
    try (InputStream in = ContractArtifact.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no contract on the class path at " + resource);
      }
      JsonNode json = new ObjectMapper().readTree(in);
      var sources = new LinkedHashMap<String, String>();
      json.get("sources").properties().forEach(e -> sources.put(e.getKey(), e.getValue().asText()));
      var errors = new LinkedHashMap<String, ErrorType>();
      for (JsonNode item : json.get("abi")) {
        if (item.get("type").asText().equals("error")) {
          ErrorType error = errorType(item);
          errors.put(error.selector(), error);
        }
      }
      return new ContractArtifact(name, json.get("bytecode").asText(), sources, errors);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static ErrorType errorType(JsonNode item) {
    var fields = new ArrayList<String>();
    var types = new ArrayList<String>();
    for (JsonNode input : item.get("inputs")) {
      fields.add(input.get("name").asText());
      types.add(input.get("type").asText());
    }
    return new ErrorType(item.get("name").asText(), fields, types);
  }

  /**
   * Decodes what a reverted call returned, by its selector; empty when it is none of this
   * contract's errors, or not a whole one.
   */
  public Optional<DecodedError> decodeError(String data) {
    if (data == null || data.length() < SELECTOR_DIGITS) {
      return Optional.empty();
    }
    ErrorType type = errors.get(data.substring(0, SELECTOR_DIGITS));
    try {
      return Optional.ofNullable(type).map(known -> decode(known, data.substring(SELECTOR_DIGITS)));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private static DecodedError decode(ErrorType type, String words) {
    var references = new ArrayList<TypeReference<Type>>();
    try {
      for (String solidity : type.types()) {
        references.add((TypeReference<Type>) TypeReference.makeTypeReference(solidity));
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("web3j knows no type of error " + type.name(), e);
    }
    List<Type> decoded = FunctionReturnDecoder.decode(words, references);
    if (decoded.size() < references.size()) {
      // Of no data at all, web3j makes no values.
      throw new IllegalArgumentException("expected %d values".formatted(references.size()));
    }
    var values = new LinkedHashMap<String, Object>();
    for (int i = 0; i < decoded.size(); i++) {
      values.put(type.fields().get(i), decoded.get(i).getValue());
    }
    return new DecodedError(type.name(), values);
  }
}
