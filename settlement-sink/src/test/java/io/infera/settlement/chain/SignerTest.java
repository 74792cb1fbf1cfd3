package io.infera.settlement.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.settlement.domain.Fees;
import io.infera.settlement.testing.Anvil;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.Wallet;
import org.web3j.utils.Numeric;

class SignerTest {
  private static final String ADDRESS = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
  private static final String PASSWORD = "correct horse";
  private static final EvmAddress TO = new EvmAddress("0x5fbdb2315678afecb367f032d93f642f64180aa3");

  /** The example of the Web3 secret storage definition. */
  private static final String PUBLISHED =
      """
      {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},\
      "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",\
      "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",\
      "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},\
      "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},\
      "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}""";

  @TempDir Path directory;

  private Path file(String name, String content, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private Path keystore() throws Exception {
    ECKeyPair key = ECKeyPair.create(Numeric.hexStringToByteArray(Anvil.KEY));
    var content = new ObjectMapper().writeValueAsString(Wallet.createLight(PASSWORD, key));
    return file("keystore.json", content, "rw-------");
  }

  @Test
  void shouldReadAKeyOfHexadecimalDigits() throws IOException {
    Signer signer = Signer.load(file("key", Anvil.KEY + "\n", "rw-------"), 1);
    assertThat(signer.address().text()).isEqualTo(ADDRESS);
    assertThat(signer).hasToString(ADDRESS);
  }

  @Test
  void shouldReadAKeystore() throws Exception {
    Path password = file("password", PASSWORD + "\n", "r--------");
    assertThat(Signer.load(keystore(), Optional.of(password), 1).address().text())
        .isEqualTo(ADDRESS);
    assertThat(Signer.identity(keystore(), Optional.of(password)).address()).isEqualTo(ADDRESS);
  }

  @Test
  void shouldReadTheKeystoreOfTheDefinition() throws IOException {
    Path password = file("password", "testpassword", "rw-------");
    Path keystore = file("published.json", PUBLISHED, "rw-------");
    assertThat(Signer.load(keystore, Optional.of(password), 1).address().text())
        .isEqualTo("0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b");
  }

  @Test
  void shouldRefuseWhatOthersCanRead() throws Exception {
    Path open = file("open", Anvil.KEY, "rw-r-----");
    assertThatThrownBy(() -> Signer.load(open, 1)).hasMessageContaining("chmod 600");
    Path password = file("password", PASSWORD, "rw-r--r--");
    Path keystore = keystore();
    assertThatThrownBy(() -> Signer.load(keystore, Optional.of(password), 1))
        .hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(keystore, PosixFilePermissions.fromString("rw-rw----"));
    assertThatThrownBy(() -> Signer.load(keystore, Optional.of(password), 1))
        .hasMessageContaining("keystore.json");
  }

  @Test
  void shouldSayWhatIsWrongAndRepeatNothingOfIt() throws Exception {
    Path keystore = keystore();
    Path wrong = file("wrong", "another", "rw-------");
    assertThatThrownBy(() -> Signer.load(keystore, Optional.of(wrong), 1))
        .hasMessageContaining("Invalid password");
    assertThatThrownBy(() -> Signer.load(keystore, 1)).hasMessageContaining("signer.password.file");
    for (String content : new String[] {Anvil.KEY + "ff", "{" + Anvil.KEY, Anvil.KEY + " zz"}) {
      Path bad = file("bad", content, "rw-------");
      assertThatThrownBy(() -> Signer.load(bad, Optional.of(wrong), 1))
          .hasMessageContaining("bad")
          .hasNoCause()
          .message()
          .doesNotContain(Anvil.KEY.substring(0, 8));
    }
  }

  @Test
  void shouldSignByEitherKindOfFees() throws Exception {
    Signer signer = Signer.load(file("key", Anvil.KEY, "rw-------"), 31_337);
    BigInteger price = BigInteger.valueOf(7);
    for (Fees fees : new Fees[] {Fees.at(price), Fees.above(price, BigInteger.TWO)}) {
      Signer.Signed signed = signer.sign(3, BigInteger.valueOf(90_000), TO, "0x12", fees);
      var decoded = (SignedRawTransaction) TransactionDecoder.decode(signed.raw());
      assertThat(decoded.getFrom()).isEqualTo(ADDRESS);
      assertThat(decoded.getNonce()).isEqualTo(3);
      assertThat(decoded.getTo()).isEqualTo(TO.text());
      assertThat(decoded.getType().isLegacy()).isEqualTo(fees.kind() == Fees.Kind.LEGACY);
    }
  }
}
