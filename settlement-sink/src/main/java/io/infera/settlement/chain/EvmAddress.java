package io.infera.settlement.chain;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address of an account or a contract.
 *
 * @param text 0x and 40 lower-case hexadecimal digits
 */
public record EvmAddress(String text) {
  private static final Pattern FORM = Pattern.compile("0x[0-9a-f]{40}");

  public EvmAddress {
    text = text.toLowerCase(Locale.ROOT);
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an EVM address is 0x and 40 hexadecimal digits, found: " + text);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
