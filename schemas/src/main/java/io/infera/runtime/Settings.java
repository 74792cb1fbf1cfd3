package io.infera.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A service's configuration: a properties file, read key by key with types, units and bounds. After
 * the last key {@link #rejectUnknown} refuses what nobody asked for, so that a misspelt key is an
 * error and not a default.
 */
public final class Settings {
  private static final Pattern QUANTITY = Pattern.compile("(\\d+)\\s*([A-Za-z]+)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private final String origin;
  private final Map<String, String> values;
  private final Set<String> asked = new HashSet<>();

  private Settings(String origin, Map<String, String> values) {
    this.origin = origin;
    this.values = new TreeMap<>(values);
  }

  /**
   * @throws SettingsException when the file cannot be read
   */
  public static Settings load(Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException("cannot read the configuration file " + file + ": " + e);
    }
    var values = new TreeMap<String, String>();
    properties
        .stringPropertyNames()
        .forEach(key -> values.put(key, properties.getProperty(key).strip()));
    return new Settings(file.toString(), values);
  }

  public static Settings of(Map<String, String> values) {
    return new Settings("the given settings", values);
  }

  /** A text that must be there. */
  public String text(String key) {
    String value = find(key);
    if (value == null || value.isEmpty()) {
      throw new SettingsException(origin + ": " + key + " is missing; expected a text");
    }
    return value;
  }

  public String text(String key, String byDefault) {
    String value = find(key);
    return value == null || value.isEmpty() ? byDefault : value;
  }

  /** A duration such as 250ms, 5s, 10m, 1h, 7d. */
  public Duration duration(String key, Duration byDefault) {
    String value = find(key);
    return value == null
        ? byDefault
        : Duration.ofMillis(
            quantity(key, value, MILLIS, "a duration such as 250ms, 5s, 10m, 1h or 7d"));
  }

  /** A size such as 512B, 64KiB, 16MiB, 2GiB, in bytes. */
  public long bytes(String key, long byDefault) {
    String value = find(key);
    return value == null
        ? byDefault
        : quantity(key, value, BYTES, "a size such as 512B, 64KiB, 16MiB or 2GiB");
  }

  public int integer(String key, int byDefault, int min, int max) {
    String value = find(key);
    if (value == null) {
      return byDefault;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with what was expected.
    }
    throw unexpected(key, "an integer from " + min + " to " + max, value);
  }

  public double decimal(String key, double byDefault, double min, double max) {
    String value = find(key);
    if (value == null) {
      return byDefault;
    }
    try {
      double number = Double.parseDouble(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with what was expected.
    }
    throw unexpected(key, "a number from " + min + " to " + max, value);
  }

  public boolean flag(String key, boolean byDefault) {
    String value = find(key);
    if (value == null) {
      return byDefault;
    }
    if (!value.equals("true") && !value.equals("false")) {
      throw unexpected(key, "true or false", value);
    }
    return value.equals("true");
  }

  public Path path(String key) {
    return asPath(key, text(key));
  }

  public Path path(String key, Path byDefault) {
    String value = find(key);
    return value == null || value.isEmpty() ? byDefault : asPath(key, value);
  }

  private Path asPath(String key, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw unexpected(key, "a path", value);
    }
  }

  /**
   * A value of a type that is not known here.
   *
   * @param expected what it should be, for who reads the error
   * @param parse throws IllegalArgumentException for what is none
   */
  public <T> T value(String key, T byDefault, String expected, Function<String, T> parse) {
    String value = find(key);
    if (value == null || value.isEmpty()) {
      return byDefault;
    }
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      throw unexpected(key, expected, value);
    }
  }

  /** One of an enumeration's names, in lower case. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E byDefault) {
    String value = find(key);
    if (value == null) {
      return byDefault;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(c -> c.name().toLowerCase())
            .collect(Collectors.joining(", "));
    throw unexpected(key, "one of " + names, value);
  }

  /** Values separated by commas; empty when the key is absent. */
  public List<String> list(String key) {
    String value = find(key);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .toList();
  }

  /** All keys behind a prefix, without it; for what is passed on as it is. */
  public Map<String, String> withPrefix(String prefix) {
    var found = new TreeMap<String, String>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            asked.add(key);
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /**
   * What every Kafka client of a service is given: the keys behind {@code kafka.}, and what is
   * better than Kafka's default.
   */
  public Map<String, String> kafka() {
    var found = new TreeMap<>(KafkaDefaults.CLIENT);
    found.putAll(withPrefix("kafka."));
    return found;
  }

  /**
   * Of a service that cannot do without a broker.
   *
   * @param kafka as {@link #kafka} gave it
   * @throws SettingsException when it names none
   */
  public static void requireBroker(Map<String, String> kafka) {
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new SettingsException("kafka.bootstrap.servers is missing; expected host:port,...");
    }
  }

  /**
   * @throws SettingsException when a key was given that nobody asked for
   */
  public void rejectUnknown() {
    var unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      throw new SettingsException(
          origin + ": unknown keys " + unknown + "; known are " + new TreeSet<>(asked));
    }
  }

  private String find(String key) {
    asked.add(key);
    return values.get(key);
  }

  private long quantity(String key, String value, Map<String, Long> units, String expected) {
    Matcher matcher = QUANTITY.matcher(value);
    if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
      throw unexpected(key, expected, value);
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), units.get(matcher.group(2)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw unexpected(key, expected, value);
    }
  }

  private SettingsException unexpected(String key, String expected, String found) {
    return new SettingsException(
        origin + ": " + key + " should be " + expected + ", found '" + found + "'");
  }
}
