package io.infera.node.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {
  private final OffsetLedger ledger = new OffsetLedger();

  @Test
  void shouldHaveNoPositionBeforeTheFirstRecord() {
    assertThat(ledger.position()).isEqualTo(-1);
    assertThat(ledger.advance()).isEmpty();
  }

  @Test
  void shouldNotPassAnOpenRecord() {
    ledger.taken(3);
    ledger.taken(5);
    ledger.settled(5);

    assertThat(ledger.position()).isEqualTo(3);

    ledger.settled(3);

    assertThat(ledger.advance()).hasValue(6);
    assertThat(ledger.advance()).isEmpty();
    assertThat(ledger.open()).isZero();
  }

  @Test
  void shouldNeverPassAnOpenRecordInAnyOrder() {
    Random random = new Random(5);
    List<Long> open = new ArrayList<>();
    for (long offset = 0; offset < 500; offset += 1 + random.nextInt(3)) {
      ledger.taken(offset);
      open.add(offset);
    }
    Collections.shuffle(open, random);
    while (!open.isEmpty()) {
      ledger.settled(open.remove(0));
      long position = ledger.position();
      assertThat(open).allMatch(offset -> offset >= position);
    }
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    ledger.taken(7);

    assertThatThrownBy(() -> ledger.settled(8)).hasMessage("Offset 8 is not open");
    assertThatThrownBy(() -> ledger.taken(7)).hasMessage("Offset 7 was taken after offset 7");
  }
}
