package io.infera.settlement.watch.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.settlement.domain.Block;
import io.infera.settlement.domain.Keccak;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WatchBookTest {
  private final WatchBook book = WatchBook.empty();

  private static Block block(long number, String fork) {
    return new Block(number, Keccak.of(fork + number), Instant.ofEpochSecond(number));
  }

  private static List<Block> blocks(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(number -> block(number, "a")).toList();
  }

  @Test
  void shouldTellNewsFromWhatIsKnown() {
    assertThat(book.stake("n", "1")).isTrue();
    assertThat(book.stake("n", "1")).isFalse();
    assertThat(book.stake("n", "2")).isTrue();
    assertThat(book.stake("n", "1")).as("what was once is news again").isTrue();
    assertThat(book.deposit("n", "1")).as("a requester is no node").isTrue();
  }

  @Test
  void shouldPublishABeaconOnce() {
    assertThat(book.beacon(7)).isTrue();
    assertThat(book.beacon(7)).isFalse();
    assertThat(book.beacon(6)).as("behind a reorganisation").isFalse();
    assertThat(book.beacon(8)).isTrue();
  }

  @Test
  void shouldRememberForWhichModelsSomebodyWasDebited() {
    assertThat(book.debited("r", List.of("b"))).containsExactly("b");
    assertThat(book.debited("r", List.of("a", "b"))).containsExactly("a", "b");
    assertThat(book.debited("r", List.of())).containsExactly("a", "b");
    assertThat(book.debited("other", List.of())).isEmpty();
  }

  @Test
  void shouldGoBackToTheLastBlockThatIsStillThere() {
    Trail trail = book.trail();
    trail.add(blocks(1, 10));

    assertThat(trail.rewind(block -> block.number() <= 6)).isEqualTo(4);
    assertThat(trail.last()).contains(block(6, "a"));
    assertThat(trail.rewind(block -> true)).isZero();
    trail.add(List.of(block(7, "b"), block(8, "b")));
    assertThat(trail.rewind(block -> false)).isEqualTo(8);
    assertThat(trail.last()).isEmpty();
  }

  @Test
  void shouldForgetTheOldestBlocks() {
    book.trail().add(blocks(1, 3L * Trail.LENGTH));
    assertThat(book.trail().blocks()).hasSize(Trail.LENGTH).endsWith(block(3L * Trail.LENGTH, "a"));
    assertThatThrownBy(() -> book.trail().add(List.of(block(5, "a"))))
        .hasMessageContaining("found 5");
  }
}
