package io.infera.settlement.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.event.Digest;
import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import io.infera.schemas.canonical.Hex;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;

/** A receipt as people pass it on: a line of what {@code infera read infera.receipts} prints. */
public final class ReceiptJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReceiptJson() {}

  /**
   * Reads a receipt: the record, or the line in which it stands as {@code value}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static SettlementReceipt read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return receipt(json.has("value") ? json.get("value") : json);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "expected a receipt as infera read infera.receipts prints it: " + e.getMessage(), e);
    }
  }

  private static SettlementReceipt receipt(JsonNode json) {
    var proof = new ArrayList<Digest>();
    field(json, "proof").forEach(sibling -> proof.add(Hex.digest(sibling.asText())));
    return SettlementReceipt.newBuilder()
        .setRequester(field(json, "requester").asText())
        .setRequestId(field(json, "requestId").asText())
        .setStatus(ReceiptStatus.valueOf(field(json, "status").asText()))
        .setLane(field(json, "lane").asInt(-1))
        .setOffset(field(json, "offset").asLong(-1))
        .setFirstOffset(field(json, "firstOffset").asLong(-1))
        .setNextOffset(field(json, "nextOffset").asLong(-1))
        .setLeaf(Hex.digest(field(json, "leaf").asText()))
        .setRoot(Hex.digest(field(json, "root").asText()))
        .setProof(proof)
        .setChainId(field(json, "chainId").asLong(-1))
        .setContract(field(json, "contract").asText())
        .setTransactionHash(field(json, "transactionHash").asText())
        .setBlockNumber(field(json, "blockNumber").asLong(-1))
        .setBlockHash(field(json, "blockHash").asText())
        .setAt(Instant.parse(field(json, "at").asText()))
        .build();
  }

  private static JsonNode field(JsonNode json, String name) {
    if (!json.has(name)) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return json.get(name);
  }
}
