package io.infera.settlement.domain;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes JSON as bytes. By hand, byte for byte as Jackson writes it: a tree of nodes for each of
 * some thousand lines costs more than all that is in them.
 */
final class JsonBytes {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final Base64.Encoder BASE64 = Base64.getEncoder();
  private static final int HASH_CHARACTERS = 2 + 2 * Bytes32.LENGTH;

  private final byte[] hash = new byte[Bytes32.LENGTH];
  private byte[] bytes;
  private int length;

  JsonBytes(int usual) {
    this.bytes = new byte[usual];
  }

  /** Characters of ASCII as they are. */
  @SuppressWarnings("deprecation") // it is what is wanted: the low byte of each character
  JsonBytes raw(String ascii) {
    room(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, length);
    length += ascii.length();
    return this;
  }

  JsonBytes raw(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  JsonBytes number(long value) {
    return raw(Long.toString(value));
  }

  /** A text in quotation marks. */
  JsonBytes text(String value) {
    raw("\"");
    return plain(value)
        ? raw(value).raw("\"")
        : raw(JsonStringEncoder.getInstance().quoteAsUTF8(value)).raw("\"");
  }

  private static boolean plain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** A hash in quotation marks. */
  JsonBytes hash(Bytes32 value) {
    room(HASH_CHARACTERS + 2);
    value.copyTo(hash, 0);
    bytes[length++] = '"';
    bytes[length++] = '0';
    bytes[length++] = 'x';
    for (byte b : hash) {
      bytes[length++] = HEX[b >> 4 & 0xf];
      bytes[length++] = HEX[b & 0xf];
    }
    bytes[length++] = '"';
    return this;
  }

  /** Bytes as base64 in quotation marks. */
  JsonBytes base64(byte[] value) {
    return raw("\"").raw(BASE64.encode(value)).raw("\"");
  }

  byte[] finish() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
