package io.infera.schemas.catalog;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a user needs to log in with.
 *
 * @param user its name
 * @param password its secret, which no text about a login shows
 */
public record Login(String user, String password) {
  /** Neither can end the quoted text that Kafka wants them in. */
  private static final String PLAIN_CHARACTERS = "[A-Za-z0-9_-]{1,128}";

  private static final int SECRET_BYTES = 32;

  public Login {
    if (!user.matches(PLAIN_CHARACTERS) || !password.matches(PLAIN_CHARACTERS)) {
      throw new IllegalArgumentException(
          "expected user and password of 1 to 128 letters, digits, dashes and underscores, found"
              + " another for user "
              + user);
    }
  }

  /** A new login with a password that cannot be guessed (256 bits). */
  public static Login random(String user, SecureRandom random) {
    var secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new Login(user, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /**
   * Settings of a Kafka client that logs in.
   *
   * @param protocol SASL_SSL, or SASL_PLAINTEXT where nobody else is on the wire
   */
  public Map<String, String> clientSettings(String protocol) {
    return new TreeMap<>(
        Map.of(
            "security.protocol",
            protocol,
            "sasl.mechanism",
            AccessAdmin.MECHANISM.mechanismName(),
            "sasl.jaas.config",
            jaas("org.apache.kafka.common.security.scram.ScramLoginModule")));
  }

  /** How Kafka's configuration names a login, for one of its login modules. */
  public String jaas(String module) {
    return "%s required username=\"%s\" password=\"%s\";".formatted(module, user, password);
  }

  @Override
  public String toString() {
    return "login of " + user;
  }
}
