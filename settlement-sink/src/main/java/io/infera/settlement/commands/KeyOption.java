package io.infera.settlement.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who sends a transaction, what it offers for gas, and whether it is sent at all. */
final class KeyOption {
  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Key that sends: a file that only its owner can read, or a keystore.")
  private String key;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Password of the key, where it is a keystore.")
  private Path password;

  @Option(
      names = "--dry-run",
      description = "Say what would be sent, and whether it would be refused.")
  private boolean dryRun;

  @Mixin private FeeOptions fees;

  boolean dryRun() {
    return dryRun;
  }

  FeeOptions fees() {
    return fees;
  }

  /** The file; where keys are kept in one directory, a name stands for one of them. */
  Path file() {
    if (key == null) {
      throw new IllegalArgumentException("name the key that sends: --key FILE");
    }
    Path file = Path.of(key);
    return Optional.ofNullable(System.getProperty(ChainCommands.KEYS_PROPERTY))
        .map(directory -> Path.of(directory, key + ".key"))
        .filter(named -> !Files.exists(file) && Files.exists(named))
        .orElse(file);
  }

  Optional<Path> password() {
    return Optional.ofNullable(password);
  }
}
