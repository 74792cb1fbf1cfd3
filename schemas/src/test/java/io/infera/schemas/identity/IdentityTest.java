package io.infera.schemas.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infera.event.BatchProof;
import io.infera.event.Digest;
import io.infera.event.Signature;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.testing.Records;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
  private static final BigInteger GROUP_ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  @Test
  void shouldHaveTheAddressThatEthereumGives() {
    // The first development account of every EVM test node.
    byte[] key = Hex.decode("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    assertThat(Identity.ofPrivateKey(key).address())
        .isEqualTo("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
  }

  @Test
  void shouldSignWhatOthersCanCheck() {
    for (int i = 0; i < 50; i++) {
      Digest digest = Records.digest("message-" + i);
      assertThat(Signatures.recover(digest, Records.identity(i).sign(digest)))
          .contains(Records.node(i));
      assertThat(Signatures.recover(Records.digest("another"), Records.identity(i).sign(digest)))
          .isNotEqualTo(java.util.Optional.of(Records.node(i)));
    }
  }

  @Test
  void shouldRefuseTheSecondSignatureThatAnyoneCanMake() {
    Digest digest = Records.digest("message");
    byte[] bytes = Records.identity(1).sign(digest).bytes().clone();
    var s = new BigInteger(1, java.util.Arrays.copyOfRange(bytes, 32, 64));
    byte[] high = Hex.decode(String.format("%064x", GROUP_ORDER.subtract(s)));
    System.arraycopy(high, 0, bytes, 32, 32);
    bytes[64] ^= 1;

    assertThat(Signatures.recover(digest, new Signature(bytes))).isEmpty();
  }

  @Test
  void shouldRecoverNobodyFromGarbage() {
    var random = new java.util.Random(3);
    for (int i = 0; i < 1_000; i++) {
      var bytes = new byte[65];
      random.nextBytes(bytes);
      Signatures.recover(Records.digest("x"), new Signature(bytes));
    }
    assertThat(Signatures.recover(Records.digest("x"), new Signature(new byte[65]))).isEmpty();
  }

  @Test
  void shouldNotShowItsKey() {
    assertThat(Records.identity(1).toString()).isEqualTo(Records.node(1));
  }

  @Test
  void shouldKeepItsKeyInAFileOfItsOwn(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys/node.key");
    Identity made = Identity.loadOrCreate(file);

    assertThat(Identity.loadOrCreate(file).address()).isEqualTo(made.address());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldRefuseAKeyFileThatOthersCanRead(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("node.key");
    Identity.loadOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> Identity.load(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void shouldRefuseAKeyFileThatHoldsNoKey(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("node.key");
    Identity.loadOrCreate(file);
    for (String content : List.of("", "abc", "00".repeat(32), "ff".repeat(32))) {
      Files.writeString(file, content);
      assertThatThrownBy(() -> Identity.load(file)).hasMessageContaining(file.toString());
    }
  }

  @Test
  void shouldProveEachLeafOfABatchByOneSignature() {
    List<Digest> leaves =
        IntStream.range(0, 33).mapToObj(i -> Records.digest("leaf-" + i)).toList();
    List<BatchProof> proofs = new BatchSigner(Records.NETWORK, Records.identity(1)).sign(leaves);
    var verifier = new BatchVerifier(Records.NETWORK, 4);

    for (int i = 0; i < leaves.size(); i++) {
      assertThat(verifier.signer(leaves.get(i), proofs.get(i))).contains(Records.node(1));
      assertThat(verifier.signer(Records.digest("another"), proofs.get(i))).isEmpty();
    }
    assertThat(proofs.stream().map(BatchProof::getSignature).distinct()).hasSize(1);
    assertThat(new BatchVerifier("another-network", 4).signer(leaves.get(0), proofs.get(0)))
        .isNotEqualTo(java.util.Optional.of(Records.node(1)));
  }

  @Test
  void shouldAnswerAlikeWhateverItRemembers() {
    var forgetful = new BatchVerifier(Records.NETWORK, 1);
    var mindful = new BatchVerifier(Records.NETWORK, 100);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 20; i++) {
        Digest leaf = Records.digest("leaf-" + i);
        BatchProof proof =
            new BatchSigner(Records.NETWORK, Records.identity(i)).sign(List.of(leaf)).get(0);
        assertThat(forgetful.signer(leaf, proof))
            .isEqualTo(mindful.signer(leaf, proof))
            .contains(Records.node(i));
      }
    }
  }
}
