package io.infera.settlement.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.settlement.chain.ContractArtifact.DecodedError;
import io.infera.settlement.domain.Keccak;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractErrorsTest {
  private static final Path CONTRACTS = Path.of("src/main/resources/contracts");

  /** Governance has its own tools; of what its libraries refuse, the name says enough. */
  private static final List<String> OURS =
      List.of(
          "InferToken",
          "SettlementLog",
          "ModelRegistry",
          "NodeStaking",
          "RewardDistributor",
          "RequestEscrow",
          "InferenceGateway");

  private static final String LIBRARIES =
      "(Governor|Timelock|ECDSA|ERC5805|ERC6372|SafeCast|Strings?[IT]|Votes|Checkpoint|Invalid|Failed).*";

  static List<JsonNode> errors() throws IOException {
    var errors = new ArrayList<JsonNode>();
    for (String contract : OURS) {
      JsonNode abi = new ObjectMapper().readTree(Files.readString(file(contract))).get("abi");
      StreamSupport.stream(abi.spliterator(), false)
          .filter(item -> item.get("type").asText().equals("error"))
          .filter(item -> !item.get("name").asText().matches(LIBRARIES))
          .forEach(errors::add);
    }
    return errors;
  }

  private static Path file(String contract) {
    return CONTRACTS.resolve(contract + ".json");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void shouldHaveASentenceForEveryError(JsonNode error) {
    Map<String, Object> values = new TreeMap<>();
    for (JsonNode input : error.get("inputs")) {
      values.put(input.get("name").asText(), value(input.get("type").asText()));
    }
    String name = error.get("name").asText();

    String sentence = ContractErrors.sentence(new DecodedError(name, values));

    assertThat(sentence)
        .doesNotStartWith(name)
        .doesNotContain("null")
        .doesNotContain("{")
        .doesNotContain("[B@");
  }

  private static Object value(String type) {
    return switch (type) {
      case "address" -> "0x" + "ab".repeat(20);
      case "bytes32" -> new byte[32];
      case "string" -> "a reason";
      default -> BigInteger.TWO;
    };
  }

  @Test
  void shouldSayAmountsInInferAndTimesAsTimes() {
    Map<String, Object> amounts =
        Map.of(
            "minimum", new BigInteger("1000000000000000000000"), "wouldBe", BigInteger.valueOf(5));

    assertThat(ContractErrors.sentence(new DecodedError("BelowMinimum", amounts)))
        .startsWith(
            "at least 1000 INFER must be at stake, and it would be 0.000000000000000005 INFER");
    assertThat(
            ContractErrors.sentence(
                new DecodedError("NotYet", Map.of("from", BigInteger.valueOf(1_700_000_000)))))
        .isEqualTo("not before 2023-11-14T22:13:20Z");
    assertThat(
            ContractErrors.sentence(
                new DecodedError(
                    "AboveCeiling",
                    Map.of(
                        "ceilingMicroInfer",
                        BigInteger.valueOf(1_500_000),
                        "found",
                        new BigInteger("18446744073709551615")))))
        .isEqualTo(
            "the authorisation allows 1.5 INFER in all, and 18446744073709.551615 INFER were used");
    assertThat(
            ContractErrors.sentence(
                new DecodedError(
                    "CaseIs", Map.of("id", new byte[32], "state", BigInteger.valueOf(3)))))
        .endsWith("is refuted");
  }

  /** The token refuses a stake in the staking contract's name. */
  @Test
  void shouldKnowWhatAContractThatIsCalledRefusesWith() {
    String selector =
        Keccak.of("ERC20InsufficientBalance(address,uint256,uint256)").toString().substring(0, 10);
    String data = selector + "%064x%064x%064x".formatted(1, 2, 3);

    assertThat(ContractErrors.of(ContractArtifact.load("NodeStaking"), "stake", data))
        .hasMessageContaining("has 0.000000000000000002 INFER");
  }
}
