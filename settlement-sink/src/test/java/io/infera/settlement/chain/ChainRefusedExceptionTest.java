package io.infera.settlement.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.infera.settlement.domain.ChainAccount.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainRefusedExceptionTest {
  /** What clients say; empty where people must look. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonce too low                                                      | NONCE_USED
          nonce too low: next nonce 5, tx nonce 4                            | NONCE_USED
          Nonce too low. Expected nonce to be 5 but got 4.                   | NONCE_USED
          OldNonce, Current nonce: 5, nonce of rejected tx: 4                | NONCE_USED
          already known                                                      | TAKEN
          AlreadyKnown                                                       | TAKEN
          Known transaction                                                  | TAKEN
          transaction already imported                                       | TAKEN
          Transaction with the same hash was already imported.               | TAKEN
          replacement transaction underpriced                                | UNDERPRICED
          transaction underpriced: gas tip cap 1, minimum needed 1000000     | UNDERPRICED
          max fee per gas less than block base fee: address 0x1              | UNDERPRICED
          future transaction tries to replace pending                        | UNDERPRICED
          Gas price too low to replace                                       | UNDERPRICED
          insufficient funds for gas * price + value                         |
          unknown transaction type                                           |
          intrinsic gas too low                                              |
          nonce too high                                                     |
          exceeds block gas limit                                            |
          """)
  void shouldReadWhatClientsSay(String message, Answer expected) {
    var refused = new ChainRefusedException("eth_sendRawTransaction", -32_000, message);
    assertThat(refused.answer().orElse(null)).isEqualTo(expected);
  }
}
