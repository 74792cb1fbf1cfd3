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
    assertThat(book.beacon(7, Keccak.of("a"))).isTrue();
    assertThat(book.beacon(7, Keccak.of("a"))).isFalse();
    assertThat(book.beacon(8, Keccak.of("b"))).isTrue();
    assertThat(book.beacons()).containsOnlyKeys(7L, 8L);
  }

  @Test
  void shouldPublishABeaconAnewWhenItsBlockIsAnother() {
    book.beacon(7, Keccak.of("a"));
    book.beacon(9, Keccak.of("c"));
    assertThat(book.beacon(7, Keccak.of("another"))).isTrue();
    assertThat(book.beacon(7, Keccak.of("another"))).isFalse();
    assertThat(book.beacon(7, Keccak.of("a"))).as("the chain has taken it back").isTrue();
    assertThat(book.beacon(8, Keccak.of("b"))).as("which had no block before").isTrue();
    assertThat(book.beacon(6, Keccak.of("z"))).as("before all that are known").isFalse();
  }

  @Test
  void shouldForgetBeaconsOfLongAgo() {
    for (long epoch = 1; epoch <= 100; epoch++) {
      assertThat(book.beacon(epoch, Keccak.of("a" + epoch))).isTrue();
    }
    assertThat(book.beacons()).hasSize(64).containsKey(100L);
    assertThat(book.beacon(1, Keccak.of("another"))).isFalse();
    assertThat(book.beacon(100, Keccak.of("another"))).isTrue();
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
