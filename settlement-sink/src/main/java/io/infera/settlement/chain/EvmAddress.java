package io.infera.settlement.chain;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.web3j.crypto.ContractUtils;
import org.web3j.utils.Numeric;

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

  /** Whether it is nobody's: what a contract answers for an address that was never set. */
  public boolean isZero() {
    return text.chars().skip(2).allMatch(digit -> digit == '0');
  }

  /** The contract that this account creates with the transaction of a nonce. */
  public EvmAddress created(long nonce) {
    return new EvmAddress(
        Numeric.prependHexPrefix(
            ContractUtils.generateContractAddress(text, BigInteger.valueOf(nonce))));
  }

  @Override
  public String toString() {
    return text;
  }
}
