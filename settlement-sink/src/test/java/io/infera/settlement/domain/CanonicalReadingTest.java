package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is kept is what stands in the chain: each block's letter tells which fork it is of. */
class CanonicalReadingTest {
  private static final long FIRST = 3;

  private final List<Block> chain = new ArrayList<>();
  private final Kept kept = new Kept();
  private final CanonicalReading reading = new CanonicalReading(this::at, FIRST, 4, kept);

  /** Keeps the hashes of the blocks that it was told to read. */
  private final class Kept implements CanonicalReading.Reader {
    private final List<Bytes32> hashes = new ArrayList<>();
    private int forgotten;
    private LongConsumer before = from -> {};

    @Override
    public void read(long from, long to) {
      before.accept(from);
      LongStream.rangeClosed(from, to).forEach(one -> hashes.add(at(one).orElseThrow().hash()));
    }

    @Override
    public void forget() {
      hashes.clear();
      forgotten++;
    }
  }

  private Optional<Block> at(long number) {
    return number < chain.size() ? Optional.of(chain.get((int) number)) : Optional.empty();
  }

  /** Replaces the chain from a height on, and lets it be so long. */
  private void fork(int from, int length, String name) {
    chain.subList(Math.min(from, chain.size()), chain.size()).clear();
    while (chain.size() < length) {
      int number = chain.size();
      chain.add(new Block(number, Keccak.of(name + number), Instant.ofEpochSecond(number)));
    }
  }

  private List<Bytes32> canonical(long to) {
    return LongStream.rangeClosed(FIRST, to).mapToObj(one -> at(one).orElseThrow().hash()).toList();
  }

  @Test
  void shouldReadEachBlockOnce() {
    fork(0, 20, "a");
    assertThat(reading.last()).isEqualTo(FIRST - 1);
    assertThat(reading.readTo(FIRST - 1)).isFalse();
    assertThat(kept.hashes).isEmpty();

    assertThat(reading.readTo(12)).isFalse();
    assertThat(reading.readTo(12)).isFalse();
    assertThat(reading.readTo(17)).isFalse();

    assertThat(reading.last()).isEqualTo(17);
    assertThat(kept.hashes).isEqualTo(canonical(17));
    assertThat(kept.forgotten).isZero();
  }

  @Test
  void shouldLeaveAloneWhatAReorganisationDoesNotReach() {
    fork(0, 20, "a");
    reading.readTo(15);
    fork(16, 21, "b");

    assertThat(reading.stands()).isTrue();
    assertThat(reading.readTo(18)).isFalse();

    assertThat(kept.hashes).isEqualTo(canonical(18));
    assertThat(kept.forgotten).isZero();
  }

  @Test
  void shouldReadAllAgainWhenWhatItHasReadIsGone() {
    fork(0, 20, "a");
    reading.readTo(15);
    fork(10, 20, "b");

    assertThat(reading.stands()).isFalse();
    assertThat(reading.readTo(15)).isTrue();

    assertThat(reading.stands()).isTrue();
    assertThat(kept.hashes).isEqualTo(canonical(15));
    assertThat(reading.readTo(15)).isFalse();
    assertThat(kept.forgotten).isOne();
  }

  @Test
  void shouldFollowAChainThatHasBecomeShorter() {
    fork(0, 20, "a");
    reading.readTo(18);
    fork(8, 11, "b");

    assertThat(reading.readTo(9)).isTrue();
    assertThat(kept.hashes).isEqualTo(canonical(9));
  }

  @Test
  void shouldStopWhereTheChainEnds() {
    fork(0, 9, "a");
    assertThat(reading.readTo(100)).isFalse();
    assertThat(kept.hashes).as("whole ranges only").isEqualTo(canonical(6));
  }

  /** Reorganised between two ranges: the first one is of another chain than the second. */
  @Test
  void shouldNoticeAReorganisationWhileItReads() {
    fork(0, 20, "a");
    kept.before =
        from -> {
          if (from == 7 && kept.forgotten == 0) {
            fork(4, 20, "b");
          }
        };

    assertThat(reading.readTo(15)).isTrue();

    assertThat(kept.hashes).isEqualTo(canonical(15));
  }

  @Test
  void shouldNoticeAReorganisationWhileItReadsTheLastRange() {
    fork(0, 20, "a");
    kept.before =
        from -> {
          if (kept.forgotten == 0) {
            fork(4, 20, "b");
          }
        };

    assertThat(reading.readTo(5)).isTrue();
    assertThat(kept.hashes).isEqualTo(canonical(5));
  }

  @Test
  void shouldReadAgainWhatFailed() {
    fork(0, 20, "a");
    kept.before =
        from -> {
          if (from == 7) {
            throw new IllegalStateException("no answer");
          }
        };
    assertThatThrownBy(() -> reading.readTo(15)).hasMessage("no answer");
    assertThat(reading.last()).isEqualTo(6);
    kept.before = from -> {};

    assertThat(reading.readTo(15)).isFalse();
    assertThat(kept.hashes).isEqualTo(canonical(15));
  }

  @Test
  void shouldRefuseASpanOfNothing() {
    assertThatThrownBy(() -> new CanonicalReading(this::at, FIRST, 0, kept))
        .hasMessageContaining("found 0");
  }
}
