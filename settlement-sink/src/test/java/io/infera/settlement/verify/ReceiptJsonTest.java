package io.infera.settlement.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.ReceiptStatus;
import io.infera.event.SettlementReceipt;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReceiptJsonTest {
  private static final String HASH = "ab".repeat(32);

  /** As {@code infera read infera.receipts} prints it. */
  private static final String RECORD =
      """
      {"requester":"0x7e5f4552091a69125d5dfcb7b8c2659029395bdf","requestId":"r-1","status":"FINAL","lane":1,\
      "offset":7,"firstOffset":5,"nextOffset":9,"leaf":"%s","root":"%s","proof":["%s","%s"],"chainId":31337,\
      "contract":"0x5fbdb2315678afecb367f032d93f642f64180aa3","transactionHash":"0x%s","blockNumber":12,\
      "blockHash":"0x%s","at":"2026-01-01T00:00:00Z"}"""
          .formatted(HASH, HASH, HASH, HASH, HASH, HASH);

  @Test
  void shouldReadARecordAndTheLineItStandsIn() {
    SettlementReceipt receipt = ReceiptJson.read(RECORD);
    assertThat(receipt.getStatus()).isEqualTo(ReceiptStatus.FINAL);
    assertThat(receipt.getProof()).hasSize(2);
    assertThat(receipt.getBlockNumber()).isEqualTo(12);
    assertThat(receipt.getAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(ReceiptJson.read("{\"partition\":0,\"offset\":3,\"value\":" + RECORD + "}"))
        .isEqualTo(receipt);
  }

  @Test
  void shouldSayWhatIsMissing() {
    assertThatThrownBy(() -> ReceiptJson.read(RECORD.replace("blockHash", "hash")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("blockHash");
    assertThatThrownBy(() -> ReceiptJson.read("no receipt"))
        .hasMessageContaining("infera read infera.receipts");
  }
}
