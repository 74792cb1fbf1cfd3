package io.infera.settlement.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.settlement.domain.Keccak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContractArtifactTest {
  private static final ContractArtifact ARTIFACT = ContractArtifact.load("SettlementLog");

  /** Needs no compiler: what is committed names the sources it was made of. */
  @Test
  void shouldBeMadeOfTheSourcesThatAreHere() throws IOException, NoSuchAlgorithmException {
    var found = new TreeMap<String, String>();
    try (var files = Files.newDirectoryStream(Path.of("src/main/solidity/contracts"), "*.sol")) {
      for (Path file : files) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        found.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
      }
    }
    for (String directory :
        List.of("src/main/resources/contracts", "src/test/resources/contracts")) {
      try (var artifacts = Files.newDirectoryStream(Path.of(directory), "*.json")) {
        for (Path file : artifacts) {
          var artifact = ContractArtifact.load(file.getFileName().toString().replace(".json", ""));
          assertThat(found)
              .as(
                  "sources changed: run mvn -Pcontracts generate-resources and commit what comes"
                      + " out")
              .isEqualTo(new TreeMap<>(artifact.sources()));
        }
      }
    }
  }

  @Test
  void shouldDecodeAnErrorByItsSelector() {
    String data =
        "0x%s%064x%064x%064x"
            .formatted(selector("NotContiguous", "uint32,uint64,uint64"), 3, 100, 90);
    assertThat(ContractErrors.of(ARTIFACT, "anchor", data))
        .hasMessage(
            "SettlementLog.anchor was refused: lane 3 stands at offset 100, and the batch begins at"
                + " 90");
  }

  @Test
  void shouldShowAnErrorThatItDoesNotKnow() {
    assertThat(ContractErrors.of(ARTIFACT, "anchor", "0x12345678"))
        .hasMessageContaining("no reason that is known: 0x12345678");
    assertThat(ARTIFACT.decodeError(null)).isEmpty();
    assertThat(ARTIFACT.decodeError("0x")).isEmpty();
  }

  private static String selector(String name, String types) {
    return Keccak.of(name + "(" + types + ")").toString().substring(2, 10);
  }
}
