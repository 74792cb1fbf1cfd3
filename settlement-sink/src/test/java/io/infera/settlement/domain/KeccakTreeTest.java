package io.infera.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeccakTreeTest {
  @Test
  void shouldHashAsTheEvmDoes() {
    assertThat(Keccak.of("").toString())
        .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    assertThat(Keccak.of("transfer(address,uint256)").toString()).startsWith("0xa9059cbb");
  }

  @Test
  void shouldHashAPairEitherWayRound() {
    Bytes32 one = Keccak.of("one");
    Bytes32 other = Keccak.of("other");
    assertThat(Keccak.ofPair(one, other)).isEqualTo(Keccak.ofPair(other, one));
  }

  @Test
  void shouldProveEveryLeafOfTreesOfManySizes() {
    var random = new Random(7);
    for (int i = 0; i < 60; i++) {
      List<Bytes32> leaves = leaves(1 + random.nextInt(130), random);
      KeccakTree tree = KeccakTree.of(leaves);
      for (int leaf = 0; leaf < leaves.size(); leaf++) {
        assertThat(KeccakTree.verify(leaves.get(leaf), tree.proof(leaf), tree.root())).isTrue();
      }
    }
  }

  @Test
  void shouldProveNothingElse() {
    var random = new Random(8);
    for (int i = 0; i < 60; i++) {
      List<Bytes32> leaves = leaves(2 + random.nextInt(60), random);
      KeccakTree tree = KeccakTree.of(leaves);
      int leaf = random.nextInt(leaves.size());
      Bytes32 stranger = Keccak.of("stranger " + i);
      assertThat(KeccakTree.verify(stranger, tree.proof(leaf), tree.root())).isFalse();
      assertThat(KeccakTree.verify(leaves.get(leaf), List.of(), tree.root())).isFalse();
      assertThat(KeccakTree.verify(leaves.get(leaf), tree.proof(leaf), stranger)).isFalse();
    }
  }

  @Test
  void shouldBeItsLeafWhenThereIsOne() {
    Bytes32 leaf = Keccak.of("leaf");
    assertThat(KeccakTree.of(List.of(leaf)).root()).isEqualTo(leaf);
    assertThat(KeccakTree.of(List.of(leaf)).proof(0)).isEmpty();
  }

  @Test
  void shouldRefuseNoLeaves() {
    assertThatThrownBy(() -> KeccakTree.of(List.of())).hasMessageContaining("needs a leaf");
  }

  private static List<Bytes32> leaves(int count, Random random) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              var bytes = new byte[Bytes32.LENGTH];
              random.nextBytes(bytes);
              return Bytes32.of(bytes);
            })
        .toList();
  }
}
