package io.infera.dispatcher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.infera.dispatcher.domain.SecretChain;
import io.infera.runtime.SettingsException;
import io.infera.schemas.canonical.Hex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Small files that this process makes once and keeps, readable by their owner alone. */
final class OwnFiles {
  private static final int INSTANCE_BYTES = 8;

  private OwnFiles() {}

  /**
   * The beacon's secret: 64 hexadecimal digits; made when the file is missing.
   *
   * @throws SettingsException when the file holds anything else
   */
  static byte[] beaconSecret(Path file) {
    byte[] secret = hex(file, SecretChain.SECRET_BYTES);
    if (secret.length != SecretChain.SECRET_BYTES) {
      throw new SettingsException(
          "expected "
              + 2 * SecretChain.SECRET_BYTES
              + " hexadecimal digits in the beacon's secret file "
              + file
              + ", found "
              + 2 * secret.length
              + "; restore it, or remove it to have another made");
    }
    return secret;
  }

  /** The id of this instance among those of the network; the data directory's own. */
  static String instanceId(Path dataDir) {
    return Hex.encode(hex(dataDir.resolve("instance.id"), INSTANCE_BYTES));
  }

  private static byte[] hex(Path file, int bytesWhenNew) {
    try {
      if (!Files.exists(file)) {
        create(file, bytesWhenNew);
      }
      return Hex.decode(Files.readString(file, US_ASCII).strip());
    } catch (IllegalArgumentException e) {
      throw new SettingsException("expected hexadecimal digits in " + file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or make " + file, e);
    }
  }

  private static void create(Path file, int bytes) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    var random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    Path temporary =
        Files.createTempFile(
            directory,
            file.getFileName().toString(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, Hex.encode(random) + "\n", US_ASCII, StandardOpenOption.SYNC);
    Files.move(temporary, file);
  }
}
