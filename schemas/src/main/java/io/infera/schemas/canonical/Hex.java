package io.infera.schemas.canonical;

import io.infera.event.Digest;
import java.util.HexFormat;

/** Lower-case hexadecimal, without a prefix unless said. */
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  public static String encode(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /**
   * Reads hexadecimal digits, with or without {@code 0x}.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static byte[] decode(String text) {
    return FORMAT.parseHex(text.startsWith("0x") ? text.substring(2) : text);
  }

  public static String of(Digest digest) {
    return encode(digest.bytes());
  }

  /** Reads a digest of 64 hexadecimal digits. */
  public static Digest digest(String text) {
    byte[] bytes = decode(text);
    if (bytes.length != 32) {
      throw new IllegalArgumentException("expected 64 hexadecimal digits, found " + text);
    }
    return new Digest(bytes);
  }
}
