package io.infera.ingest;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 250ms}, {@code 30s}, {@code 2m} on the command line. */
final class Durations implements ITypeConverter<Duration> {
  private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  @Override
  public Duration convert(String text) {
    var quantity = QUANTITY.matcher(text);
    if (!quantity.matches() || Long.parseLong(quantity.group(1)) == 0) {
      throw new TypeConversionException(
          "expected a duration such as 250ms, 30s or 2m, found: " + text);
    }
    long count = Long.parseLong(quantity.group(1));
    return switch (quantity.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }
}
