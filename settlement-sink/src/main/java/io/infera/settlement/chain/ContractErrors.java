package io.infera.settlement.chain;

import io.infera.runtime.InferAmount;
import io.infera.settlement.chain.ContractArtifact.DecodedError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What contracts refuse with, as sentences for people: {@code errors.properties} has one for each
 * error. What a contract calls may refuse in its name, so other contracts' errors are known, too.
 */
final class ContractErrors {
  private static final Pattern FIELD = Pattern.compile("\\{(\\w+)(?:\\|(\\w+))?}");
  private static final List<String> CASES =
      List.of("not open", "open", "appealed", "refuted", "acquitted", "carried out already");
  private static final List<String> CALLED =
      List.of("InferToken", "SettlementLog", "RewardDistributor", "RequestEscrow");
  private static final BigInteger MICRO = BigInteger.TEN.pow(12);
  private static final Properties SENTENCES = sentences();

  private ContractErrors() {}

  static ContractRevertedException of(ContractArtifact contract, String call, String data) {
    Optional<DecodedError> error =
        Stream.concat(Stream.of(contract), CALLED.stream().map(ContractArtifact::load))
            .flatMap(one -> one.decodeError(data).stream())
            .findFirst();
    String sentence =
        error.map(ContractErrors::sentence).orElse("it gave no reason that is known: " + data);
    return new ContractRevertedException(
        "%s.%s was refused: %s".formatted(contract.name(), call, sentence), error);
  }

  static String sentence(DecodedError error) {
    String template = SENTENCES.getProperty(error.name());
    if (template == null) {
      return error.name() + error.values();
    }
    return FIELD
        .matcher(template)
        .replaceAll(field -> Matcher.quoteReplacement(shown(error.values(), field)));
  }

  private static String shown(Map<String, ?> values, MatchResult field) {
    Object value = values.get(field.group(1));
    if (field.group(2) == null) {
      return value instanceof byte[] bytes
          ? "0x" + HexFormat.of().formatHex(bytes)
          : String.valueOf(value);
    }
    var number = new BigInteger(String.valueOf(value));
    return switch (field.group(2)) {
      case "INFER" -> new InferAmount(number).toString();
      case "uINFER" -> new InferAmount(number.multiply(MICRO)).toString();
      case "time" -> time(number);
      case "case" -> CASES.get(number.min(BigInteger.valueOf(CASES.size() - 1L)).intValue());
      default -> throw new IllegalStateException("no unit is called " + field.group(2));
    };
  }

  /** The largest times mean never. */
  private static String time(BigInteger seconds) {
    return seconds.bitLength() < Integer.SIZE + 2
        ? Instant.ofEpochSecond(seconds.longValueExact()).toString()
        : "ever";
  }

  private static Properties sentences() {
    try (InputStream in = ContractErrors.class.getResourceAsStream("errors.properties")) {
      var sentences = new Properties();
      sentences.load(in);
      return sentences;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read errors.properties", e);
    }
  }
}
