package io.infera.schemas.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.Digest;
import io.infera.schemas.testing.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  @Test
  void shouldProveEveryLeafOfEverySize() {
    for (int count = 1; count <= 70; count++) {
      List<Digest> leaves = leaves(count);
      MerkleTree tree = MerkleTree.of(leaves);
      for (int i = 0; i < count; i++) {
        assertThat(MerkleTree.verify(leaves.get(i), i, count, tree.path(i), tree.root())).isTrue();
      }
    }
  }

  @Test
  void shouldRefuseWhateverIsAltered() {
    var random = new Random(11);
    for (int round = 0; round < 500; round++) {
      int count = 2 + random.nextInt(60);
      List<Digest> leaves = leaves(count);
      MerkleTree tree = MerkleTree.of(leaves);
      int i = random.nextInt(count);
      List<Digest> path = tree.path(i);
      Digest leaf = leaves.get(i);
      Digest other = Records.digest("other");

      assertThat(MerkleTree.verify(other, i, count, path, tree.root())).isFalse();
      assertThat(MerkleTree.verify(leaf, i, count, path, other)).isFalse();
      assertThat(MerkleTree.verify(leaf, i, count, longer(path, other), tree.root())).isFalse();
      assertThat(MerkleTree.verify(leaf, i, count, path.subList(1, path.size()), tree.root()))
          .isFalse();
      assertThat(MerkleTree.verify(leaf, i ^ 1, count, path, tree.root())).isFalse();
    }
  }

  @Test
  void shouldNotTakeAnInnerNodeForALeaf() {
    List<Digest> leaves = leaves(4);
    MerkleTree tree = MerkleTree.of(leaves);
    Digest inner = tree.path(2).get(1);

    assertThat(MerkleTree.verify(inner, 0, 2, List.of(tree.path(0).get(1)), tree.root())).isFalse();
  }

  @Test
  void shouldRefusePositionsOutsideTheTree() {
    MerkleTree tree = MerkleTree.of(leaves(1));
    assertThat(MerkleTree.verify(leaves(1).get(0), 1, 1, List.of(), tree.root())).isFalse();
    assertThat(MerkleTree.verify(leaves(1).get(0), -1, 1, List.of(), tree.root())).isFalse();
    assertThat(MerkleTree.verify(leaves(1).get(0), 0, 0, List.of(), tree.root())).isFalse();
    assertThatThrownBy(() -> MerkleTree.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Digest> leaves(int count) {
    return IntStream.range(0, count).mapToObj(i -> Records.digest("leaf-" + i)).toList();
  }

  private static List<Digest> longer(List<Digest> path, Digest more) {
    var longer = new ArrayList<>(path);
    longer.add(more);
    return longer;
  }
}
