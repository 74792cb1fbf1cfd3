package io.infera.schemas.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.Signature;
import io.infera.schemas.canonical.MerkleTree;
import io.infera.schemas.testing.Records;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forged proofs. A valid one is bent step by step as the input says; whatever comes of it, nobody
 * is said to have signed what is not in the tree, no second signature is taken for the first, and
 * nothing but an answer comes back.
 *
 * <p>Input: how many leaves, which of them, then steps of two bytes, what to change and with what.
 */
class ProofFuzzTest {
  private static final int MOST_LEAVES = 9;
  private static final int STEP_KINDS = 9;
  private static final Identity SIGNER = Records.identity(1);
  private static final List<Batch> BATCHES =
      IntStream.rangeClosed(1, MOST_LEAVES).mapToObj(Batch::of).toList();

  private record Batch(List<Digest> leaves, List<BatchProof> proofs, List<Digest> digests) {
    static Batch of(int count) {
      List<Digest> leaves =
          IntStream.range(0, count).mapToObj(i -> Records.digest("leaf-" + i)).toList();
      var tree = MerkleTree.of(leaves);
      var digests = new ArrayList<>(leaves);
      IntStream.range(0, count).mapToObj(tree::path).forEach(digests::addAll);
      digests.add(tree.root());
      digests.add(Records.digest("stranger"));
      return new Batch(leaves, new BatchSigner(Records.NETWORK, SIGNER).sign(leaves), digests);
    }

    Digest digest(byte which) {
      return digests.get((which & 0xff) % digests.size());
    }
  }

  /** A proof on its way from honest to forged. */
  private static final class Forgery {
    private final Batch batch;
    private final BatchProof honest;
    private Digest leaf;
    private int index;
    private int count;
    private final List<Digest> path;
    private Digest root;
    private final byte[] signature;

    Forgery(Batch batch, int which) {
      this.batch = batch;
      this.honest = batch.proofs().get(which);
      this.leaf = batch.leaves().get(which);
      this.index = honest.getLeafIndex();
      this.count = honest.getLeafCount();
      this.path = new ArrayList<>(honest.getPath());
      this.root = honest.getRoot();
      this.signature = honest.getSignature().bytes().clone();
    }

    void step(int kind, byte with) {
      switch (kind) {
        case 0 -> index = with;
        case 1 -> count = with;
        case 2 -> index = with << 24 | index;
        case 3 -> count = with << 24 | count;
        case 4 -> leaf = batch.digest(with);
        case 5 -> root = batch.digest(with);
        case 6 -> path.add(Math.floorMod(with, path.size() + 1), batch.digest(with));
        case 7 -> {
          if (!path.isEmpty()) {
            path.remove(Math.floorMod(with, path.size()));
          }
        }
        default ->
            signature[(with & 0xff) % signature.length] ^= (byte) (1 << ((with & 0xff) / 65));
      }
    }

    boolean bent(BatchProof proof) {
      return !proof.equals(honest) || !leaf.equals(batch.leaves().get(honest.getLeafIndex()));
    }

    BatchProof proof() {
      return new BatchProof(root, index, count, path, new Signature(signature.clone()));
    }
  }

  @MethodSource("seeds")
  @FuzzTest
  void shouldTakeNoForgeryForASignature(byte[] input) {
    if (input.length < 2) {
      return;
    }
    ByteBuffer in = ByteBuffer.wrap(input);
    Batch batch = BATCHES.get(Math.floorMod(in.get(), MOST_LEAVES));
    var forgery = new Forgery(batch, Math.floorMod(in.get(), batch.leaves().size()));
    while (in.remaining() >= 2) {
      forgery.step(Math.floorMod(in.get(), STEP_KINDS), in.get());
    }
    check(forgery);
  }

  private static void check(Forgery forgery) {
    BatchProof proof = forgery.proof();
    boolean leads =
        MerkleTree.verify(
            forgery.leaf,
            proof.getLeafIndex(),
            proof.getLeafCount(),
            proof.getPath(),
            forgery.root);
    if (leads && forgery.root.equals(forgery.honest.getRoot())) {
      assertThat(forgery.batch.leaves()).contains(forgery.leaf);
    }
    var verifier = new BatchVerifier(Records.NETWORK, 1);
    Optional<String> signer = verifier.signer(forgery.leaf, proof);
    assertThat(verifier.signer(forgery.leaf, proof)).isEqualTo(signer);
    if (signer.filter(SIGNER.address()::equals).isPresent()) {
      assertThat(leads).isTrue();
      assertThat(proof.getRoot()).isEqualTo(forgery.honest.getRoot());
      assertThat(proof.getSignature()).isEqualTo(forgery.honest.getSignature());
    } else {
      assertThat(forgery.bent(proof)).isTrue();
    }
    assertThat(new BatchVerifier("another-network", 1).signer(forgery.leaf, proof))
        .isNotEqualTo(Optional.of(SIGNER.address()));
  }

  static Stream<byte[]> seeds() {
    Stream<byte[]> honest =
        IntStream.range(0, MOST_LEAVES * MOST_LEAVES)
            .mapToObj(i -> new byte[] {(byte) (i / MOST_LEAVES), (byte) (i % MOST_LEAVES)});
    Stream<byte[]> bent =
        IntStream.range(0, STEP_KINDS).mapToObj(kind -> new byte[] {4, 2, (byte) kind, 3});
    return Stream.concat(honest, bent);
  }
}
