package io.infera.infra.local;

import io.infera.runtime.ClientFile;
import io.infera.schemas.catalog.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The logins of a network with access control: a file each, with the settings that a Kafka client
 * needs, readable by their owner alone. Where the administrator has none, nobody logs in.
 *
 * @param directory where the files are
 */
public record Access(Path directory) {
  /** Who may do everything: the launcher, and what examines a network as a whole. */
  public static final String ADMIN = "admin";

  /** The broker itself. */
  static final String BROKER = "broker";

  /** Everything listens on loopback, where nobody else is on the wire. */
  static final String PROTOCOL = "SASL_PLAINTEXT";

  private static final Pattern PASSWORD = Pattern.compile("password=\"([^\"]+)\"");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Has everybody of a network on this directory log in from now on. */
  public void establish() {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + directory, e);
    }
    login(ADMIN);
  }

  /** True where one has to log in. */
  public boolean required() {
    return Files.exists(file(ADMIN));
  }

  /** Settings of a Kafka client of this user; none where nobody logs in. */
  public Map<String, String> settings(String user) {
    return required() ? login(user).clientSettings(PROTOCOL) : Map.of();
  }

  /** The file of a user, which Kafka's own tools take too. */
  public Path file(String user) {
    return directory.resolve(user + ".properties");
  }

  /** A user's login, made at the first call. */
  Login login(String user) {
    Path file = file(user);
    if (!Files.exists(file)) {
      Login login = Login.random(user, RANDOM);
      SecretFile.properties(file, login.clientSettings(PROTOCOL));
      return login;
    }
    Matcher password = PASSWORD.matcher(ClientFile.read(file).getOrDefault("sasl.jaas.config", ""));
    if (!password.find()) {
      throw new LocalNetworkException(
          "expected the login of "
              + user
              + " in "
              + file
              + ", found none; delete the file to have a new one made");
    }
    return new Login(user, password.group(1));
  }
}
