package io.infera.schemas.identity;

import io.infera.event.Digest;
import io.infera.event.Signature;
import io.infera.schemas.canonical.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A participant's key. Its address is the participant's name everywhere: in topics, in stakes, in
 * payments. {@link #toString} shows the address alone; the key is never logged.
 */
public final class Identity {
  private static final int KEY_BYTES = 32;

  private final byte[] privateKey;
  private final byte[] publicKey;
  private final String address;

  private Identity(byte[] privateKey) {
    this.privateKey = privateKey.clone();
    this.publicKey = Secp.publicKey(privateKey);
    this.address = Secp.address(publicKey);
  }

  public static Identity generate(SecureRandom random) {
    var key = new byte[KEY_BYTES];
    do {
      random.nextBytes(key);
    } while (!Secp.isPrivateKey(key));
    return new Identity(key);
  }

  /**
   * @param key 32 bytes
   * @throws IllegalArgumentException when they are no private key of secp256k1
   */
  public static Identity ofPrivateKey(byte[] key) {
    if (!Secp.isPrivateKey(key)) {
      throw new IllegalArgumentException(
          "expected a private key of 32 bytes below the group's order");
    }
    return new Identity(key);
  }

  /**
   * Reads a key file (64 hexadecimal digits).
   *
   * @throws IllegalArgumentException when others can read the file, or it holds anything else
   */
  public static Identity load(Path file) {
    String digits = PrivateFile.read(file);
    try {
      return ofPrivateKey(Hex.decode(digits));
    } catch (IllegalArgumentException e) {
      // Without the cause, which may repeat what stands in the file.
      throw new IllegalArgumentException(
          "key file " + file + ": expected a private key as 64 hexadecimal digits");
    }
  }

  /** Reads a key file, or makes one that only its owner can read. */
  public static Identity loadOrCreate(Path file) {
    if (Files.exists(file)) {
      return load(file);
    }
    Identity identity = generate(new SecureRandom());
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      FileAttribute<?> ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Files.createFile(file, ownerOnly);
      Files.writeString(file, Hex.encode(identity.privateKey) + "\n", StandardOpenOption.WRITE);
      return identity;
    } catch (FileAlreadyExistsException e) {
      return load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write key file " + file, e);
    }
  }

  /** EVM address: 0x and 40 lower-case hexadecimal digits. */
  public String address() {
    return address;
  }

  public byte[] privateKey() {
    return privateKey.clone();
  }

  /**
   * A recoverable signature over a digest. The library does not tell the recovery id, which is 0 or
   * 1 (r is below the group's order but for one in 2^127), so one of them is tried, which costs
   * more than the signature.
   */
  public Signature sign(Digest digest) {
    byte[] compact = Secp.sign(digest.bytes(), privateKey);
    boolean first =
        Secp.recover(compact, digest.bytes(), 0)
            .filter(recovered -> Arrays.equals(recovered, publicKey))
            .isPresent();
    byte[] signature = Arrays.copyOf(compact, Secp.COMPACT_BYTES + 1);
    signature[Secp.COMPACT_BYTES] = (byte) (first ? 0 : 1);
    return new Signature(signature);
  }

  @Override
  public String toString() {
    return address;
  }
}
