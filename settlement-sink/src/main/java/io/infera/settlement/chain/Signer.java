package io.infera.settlement.chain;

import io.infera.schemas.identity.Identity;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.domain.Keccak;
import java.math.BigInteger;
import java.nio.file.Path;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/**
 * Signs transactions with one key for one chain. The key is shown to nobody: {@link #toString} is
 * the address.
 */
public final class Signer {
  private final Credentials credentials;
  private final long chainId;

  private Signer(Credentials credentials, long chainId) {
    this.credentials = credentials;
    this.chainId = chainId;
  }

  /**
   * A signer with the key in a file of 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException when others than its owner can read the file, or it holds no
   *     key
   */
  public static Signer load(Path keyFile, long chainId) {
    return of(Identity.load(keyFile), chainId);
  }

  /** A signer with a participant's key. */
  public static Signer of(Identity identity, long chainId) {
    return new Signer(Credentials.create(ECKeyPair.create(identity.privateKey())), chainId);
  }

  public EvmAddress address() {
    return new EvmAddress(credentials.getAddress());
  }

  /**
   * @param to the contract called; null to create one
   */
  Signed sign(long nonce, BigInteger gasLimit, EvmAddress to, String data, Fees fees) {
    var transaction =
        RawTransaction.createTransaction(
            chainId,
            BigInteger.valueOf(nonce),
            gasLimit,
            to == null ? "" : to.text(),
            BigInteger.ZERO,
            data,
            fees.tip(),
            fees.most());
    byte[] raw = TransactionEncoder.signMessage(transaction, credentials);
    return new Signed(Numeric.toHexString(raw), Keccak.of(raw), nonce, fees);
  }

  /** A signed transaction: what is sent, its hash, and what it offers. */
  record Signed(String raw, Bytes32 hash, long nonce, Fees fees) {}

  @Override
  public String toString() {
    return address().text();
  }
}
