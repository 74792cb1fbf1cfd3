package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NonceBookTest {
  private final NonceBook book = new NonceBook();

  @Test
  void shouldGiveEachLaneANonceOfItsOwnWithoutAGap() {
    assertThat(book.take(0, 5)).isEqualTo(5);
    assertThat(book.take(1, 5)).isEqualTo(6);
    assertThat(book.take(2, 5)).isEqualTo(7);
  }

  @Test
  void shouldFillWhatALaneGaveUp() {
    book.take(0, 5);
    book.take(1, 5);
    book.release(0);
    assertThat(book.take(1, 5)).isEqualTo(5);
    assertThat(book.take(2, 5)).isEqualTo(6);
  }

  @Test
  void shouldReplaceALanesOwnNonce() {
    book.take(0, 5);
    assertThat(book.take(0, 5)).isEqualTo(5);
    assertThat(book.take(0, 9)).isEqualTo(9);
  }
}
