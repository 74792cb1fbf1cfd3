package io.infera.settlement.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.web3j.protocol.core.methods.response.Log;

/**
 * What a contract can be asked and told, and what it tells: encodes calls and decodes answers and
 * events. The contract itself is in its {@link ContractArtifact}.
 */
public final class ContractAbi {
  private static final int SELECTOR_BYTES = 4;

  private final ContractArtifact artifact;
  private final AbiType.Tuple constructor;
  private final Map<String, FunctionType> functions;
  private final Map<Bytes32, EventType> events;

  private record FunctionType(byte[] selector, AbiType.Tuple in, AbiType.Tuple out) {}

  private record EventType(
      String name, List<String> fields, List<AbiType> types, List<Boolean> indexed) {}

  /**
   * Something that a contract said.
   *
   * @param values by name; of an indexed text or array only its hash is known
   */
  public record Event(String name, Map<String, Object> values) {}

  private ContractAbi(
      ContractArtifact artifact,
      AbiType.Tuple constructor,
      Map<String, FunctionType> functions,
      Map<Bytes32, EventType> events) {
    this.artifact = artifact;
    this.constructor = constructor;
    this.functions = functions;
    this.events = events;
  }

  /** Reads {@code contracts/NAME.json} from the class path. */
  public static ContractAbi load(String name) {
    var artifact = ContractArtifact.load(name);
    try (InputStream in = ContractAbi.class.getResourceAsStream("/contracts/" + name + ".json")) {
      var constructor = new AbiType.Tuple(List.of());
      var functions = new LinkedHashMap<String, FunctionType>();
      var events = new LinkedHashMap<Bytes32, EventType>();
      for (JsonNode item : new ObjectMapper().readTree(in).get("abi")) {
        switch (item.get("type").asText()) {
          case "constructor" -> constructor = AbiType.tuple(item.get("inputs"));
          case "function" -> functions.putIfAbsent(item.get("name").asText(), function(item));
          case "event" -> events.put(topic(item), event(item));
          default -> {
            // errors are the artifact's; fallback and receive have no arguments
          }
        }
      }
      return new ContractAbi(artifact, constructor, functions, events);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the contract " + name, e);
    }
  }

  private static FunctionType function(JsonNode item) {
    var in = AbiType.tuple(item.get("inputs"));
    byte[] hash = Keccak.of(item.get("name").asText() + in.canonical()).bytes();
    return new FunctionType(
        java.util.Arrays.copyOf(hash, SELECTOR_BYTES), in, AbiType.tuple(item.get("outputs")));
  }

  private static Bytes32 topic(JsonNode item) {
    return Keccak.of(item.get("name").asText() + AbiType.tuple(item.get("inputs")).canonical());
  }

  private static EventType event(JsonNode item) {
    var fields = new ArrayList<String>();
    var indexed = new ArrayList<Boolean>();
    for (JsonNode input : item.get("inputs")) {
      fields.add(input.get("name").asText());
      indexed.add(input.get("indexed").asBoolean());
    }
    return new EventType(
        item.get("name").asText(), fields, AbiType.tuple(item.get("inputs")).elements(), indexed);
  }

  public ContractArtifact artifact() {
    return artifact;
  }

  /** The code that creates the contract. */
  public String creation(Object... arguments) {
    return artifact.bytecode()
        + HexFormat.of().formatHex(Abi.encode(constructor, List.of(arguments)));
  }

  /**
   * The data of a call.
   *
   * @throws IllegalArgumentException when the contract has no such function, or the arguments are
   *     not its
   */
  public String call(String function, Object... arguments) {
    FunctionType type = function(function);
    var hex = HexFormat.of();
    return "0x"
        + hex.formatHex(type.selector())
        + hex.formatHex(Abi.encode(type.in(), List.of(arguments)));
  }

  /** The values that a function returned. */
  public List<Object> result(String function, String data) {
    return Abi.decode(function(function).out(), HexFormat.of().parseHex(data.substring(2)));
  }

  private FunctionType function(String name) {
    return Optional.ofNullable(functions.get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    artifact.name() + " has no function " + name + ", only " + functions.keySet()));
  }

  /** Decodes an event; empty when it is none of this contract's. */
  public Optional<Event> event(Log log) {
    return event(log.getTopics(), log.getData());
  }

  /** Decodes an event by its topics and data. */
  public Optional<Event> event(List<String> topics, String data) {
    EventType type = topics.isEmpty() ? null : events.get(Bytes32.parse(topics.get(0)));
    if (type == null) {
      return Optional.empty();
    }
    var plain = new ArrayList<AbiType>();
    for (int i = 0; i < type.fields().size(); i++) {
      if (!type.indexed().get(i)) {
        plain.add(type.types().get(i));
      }
    }
    byte[] bytes = HexFormat.of().parseHex(data.substring(2));
    var rest = Abi.decode(new AbiType.Tuple(plain), bytes).iterator();
    var values = new LinkedHashMap<String, Object>();
    int topic = 1;
    for (int i = 0; i < type.fields().size(); i++) {
      Object value =
          type.indexed().get(i) ? indexed(type.types().get(i), topics.get(topic++)) : rest.next();
      values.put(type.fields().get(i), value);
    }
    return Optional.of(new Event(type.name(), values));
  }

  private static Object indexed(AbiType type, String topic) {
    String name = type instanceof AbiType.Word word ? word.canonical() : "bytes32";
    return Abi.wordValue(name, Bytes32.parse(topic).bytes());
  }
}
