package io.infera.settlement.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.settlement.domain.Bytes32;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Values as the contract ABI lays them out, and back. */
final class Abi {
  private static final int WORD = Bytes32.LENGTH;
  private static final int ADDRESS_BYTES = 20;

  private Abi() {}

  /**
   * Encodes the values of a tuple.
   *
   * @throws IllegalArgumentException when a value is not of its type, or there are too many or few
   */
  static byte[] encode(AbiType.Tuple type, List<?> values) {
    if (values.size() != type.elements().size()) {
      throw new IllegalArgumentException(
          "expected %d values of %s, found %d"
              .formatted(type.elements().size(), type.canonical(), values.size()));
    }
    return sequence(type.elements(), values);
  }

  /** Decodes the values of a tuple. */
  static List<Object> decode(AbiType.Tuple type, byte[] bytes) {
    return sequence(type.elements(), bytes, 0);
  }

  private static byte[] sequence(List<? extends AbiType> types, List<?> values) {
    int headLength = types.stream().mapToInt(AbiType::headWords).sum() * WORD;
    var head = new ByteArrayOutputStream();
    var tail = new ByteArrayOutputStream();
    for (int i = 0; i < types.size(); i++) {
      byte[] encoded = one(types.get(i), values.get(i));
      if (types.get(i).dynamic()) {
        head.writeBytes(number("uint256", headLength + tail.size()));
        tail.writeBytes(encoded);
      } else {
        head.writeBytes(encoded);
      }
    }
    head.writeBytes(tail.toByteArray());
    return head.toByteArray();
  }

  private static byte[] one(AbiType type, Object value) {
    if (type instanceof AbiType.Tuple tuple) {
      return encode(tuple, (List<?>) value);
    }
    var out = new ByteArrayOutputStream();
    if (type instanceof AbiType.Array array) {
      List<?> items = (List<?>) value;
      out.writeBytes(number("uint256", items.size()));
      out.writeBytes(sequence(items.stream().map(item -> array.element()).toList(), items));
    } else if (type instanceof AbiType.Blob) {
      byte[] bytes = value instanceof String text ? text.getBytes(UTF_8) : (byte[]) value;
      out.writeBytes(number("uint256", bytes.length));
      out.writeBytes(Arrays.copyOf(bytes, (bytes.length + WORD - 1) / WORD * WORD));
    } else {
      out.writeBytes(word(type.canonical(), value));
    }
    return out.toByteArray();
  }

  private static byte[] word(String type, Object value) {
    if (type.equals("address")) {
      byte[] address =
          HexFormat.of().parseHex(new EvmAddress(value.toString()).text().substring(2));
      var word = new byte[WORD];
      System.arraycopy(address, 0, word, WORD - ADDRESS_BYTES, ADDRESS_BYTES);
      return word;
    }
    if (type.equals("bool")) {
      return number(type, (Boolean) value ? 1 : 0);
    }
    if (type.startsWith("bytes")) {
      return value instanceof Bytes32 hash ? hash.bytes() : Arrays.copyOf((byte[]) value, WORD);
    }
    return number(type, (Number) value);
  }

  private static byte[] number(String type, Number value) {
    BigInteger whole =
        value instanceof BigInteger big ? big : BigInteger.valueOf(value.longValue());
    int bits = type.startsWith("uint") ? Integer.parseInt(type.substring(4)) : 256;
    if (whole.signum() < 0 || whole.bitLength() > bits) {
      throw new IllegalArgumentException("expected a %s, found %s".formatted(type, value));
    }
    byte[] bytes = whole.toByteArray();
    var word = new byte[WORD];
    int length = Math.min(bytes.length, WORD);
    System.arraycopy(bytes, bytes.length - length, word, WORD - length, length);
    return word;
  }

  private static List<Object> sequence(List<? extends AbiType> types, byte[] bytes, int start) {
    var values = new ArrayList<Object>();
    int position = start;
    for (AbiType type : types) {
      int at = type.dynamic() ? start + integer(bytes, position) : position;
      values.add(value(type, bytes, at));
      position += type.headWords() * WORD;
    }
    return values;
  }

  private static Object value(AbiType type, byte[] bytes, int at) {
    if (type instanceof AbiType.Tuple tuple) {
      return sequence(tuple.elements(), bytes, at);
    }
    if (type instanceof AbiType.Array array) {
      var types = new ArrayList<AbiType>();
      for (int i = integer(bytes, at); i > 0; i--) {
        types.add(array.element());
      }
      return sequence(types, bytes, at + WORD);
    }
    if (type instanceof AbiType.Blob) {
      int begin = at + WORD;
      byte[] content = Arrays.copyOfRange(bytes, begin, begin + integer(bytes, at));
      return type.canonical().equals("string") ? (Object) new String(content, UTF_8) : content;
    }
    return wordValue(type.canonical(), Arrays.copyOfRange(bytes, at, at + WORD));
  }

  static Object wordValue(String type, byte[] word) {
    if (type.equals("address")) {
      return new EvmAddress("0x" + HexFormat.of().formatHex(word, WORD - ADDRESS_BYTES, WORD));
    }
    if (type.equals("bool")) {
      return word[WORD - 1] != 0;
    }
    if (type.equals("bytes32")) {
      return Bytes32.of(word);
    }
    return type.startsWith("bytes") ? word : new BigInteger(1, word);
  }

  private static int integer(byte[] bytes, int at) {
    return new BigInteger(1, Arrays.copyOfRange(bytes, at, at + WORD)).intValueExact();
  }
}
