package io.infera.settlement.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.identity.PrivateFile;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Fees;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;
import org.web3j.utils.Numeric;

/**
 * Signs transactions with one key for one chain. The key is shown to nobody: {@link #toString} is
 * the address.
 */
public final class Signer {
  private static final int KEY_BYTES = 32;

  private final Credentials credentials;
  private final long chainId;

  private Signer(Credentials credentials, long chainId) {
    this.credentials = credentials;
    this.chainId = chainId;
  }

  /** A signer with the key in a file of 64 hexadecimal digits, see the other {@link #load}. */
  public static Signer load(Path keyFile, long chainId) {
    return load(keyFile, Optional.empty(), chainId);
  }

  /**
   * A signer with the key in a file: 64 hexadecimal digits, or a keystore (Web3 secret storage,
   * version 3, as geth and others write it).
   *
   * @param passwordFile holds the keystore's password
   * @throws IllegalArgumentException when others than its owner can read a file, or there is no key
   *     in it, or the password is wrong
   */
  public static Signer load(Path keyFile, Optional<Path> passwordFile, long chainId) {
    return of(identity(keyFile, passwordFile), chainId);
  }

  /** The same key, for what is signed and is no transaction. */
  public static Identity identity(Path keyFile, Optional<Path> passwordFile) {
    String content = PrivateFile.read(keyFile);
    return content.startsWith("{")
        ? keystore(keyFile, content, passwordFile)
        : Identity.load(keyFile);
  }

  /** A signer with a participant's key. */
  public static Signer of(Identity identity, long chainId) {
    return new Signer(Credentials.create(ECKeyPair.create(identity.privateKey())), chainId);
  }

  private static Identity keystore(Path keyFile, String content, Optional<Path> passwordFile) {
    Path file =
        passwordFile.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "key file %s is a keystore: name the file with its password, by signer.password.file or --password-file"
                        .formatted(keyFile)));
    try {
      var keystore = new ObjectMapper().readValue(content, WalletFile.class);
      ECKeyPair pair = Wallet.decrypt(PrivateFile.read(file), keystore);
      return Identity.ofPrivateKey(Numeric.toBytesPadded(pair.getPrivateKey(), KEY_BYTES));
    } catch (JsonProcessingException e) {
      // Without the cause, which repeats what stands in the file.
      throw new IllegalArgumentException(
          "key file %s: expected a keystore of version 3 as JSON".formatted(keyFile));
    } catch (CipherException e) {
      throw new IllegalArgumentException(
          "key file %s with the password in %s: %s".formatted(keyFile, file, e.getMessage()), e);
    }
  }

  public EvmAddress address() {
    return new EvmAddress(credentials.getAddress());
  }

  /**
   * @param to the contract called; null to create one
   */
  Signed sign(long nonce, BigInteger gasLimit, EvmAddress to, String data, Fees fees) {
    byte[] raw =
        encode(BigInteger.valueOf(nonce), gasLimit, to == null ? "" : to.text(), data, fees);
    return new Signed(Numeric.toHexString(raw), Keccak.of(raw), nonce, fees);
  }

  private byte[] encode(BigInteger nonce, BigInteger gas, String to, String data, Fees fees) {
    if (fees.kind() == Fees.Kind.LEGACY) {
      var transaction =
          RawTransaction.createTransaction(nonce, fees.most(), gas, to, BigInteger.ZERO, data);
      return TransactionEncoder.signMessage(transaction, chainId, credentials);
    }
    var transaction =
        RawTransaction.createTransaction(
            chainId, nonce, gas, to, BigInteger.ZERO, data, fees.tip(), fees.most());
    return TransactionEncoder.signMessage(transaction, credentials);
  }

  /** A signed transaction: what is sent, its hash, and what it offers. */
  record Signed(String raw, Bytes32 hash, long nonce, Fees fees) {}

  @Override
  public String toString() {
    return address().text();
  }
}
