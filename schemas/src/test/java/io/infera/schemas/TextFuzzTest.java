package io.infera.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.infera.event.InferenceOutput;
import io.infera.event.NodeState;
import io.infera.event.VectorEncoding;
import io.infera.runtime.Settings;
import io.infera.runtime.SettingsException;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.canonical.Vectors;
import io.infera.schemas.catalog.DeadLetter;
import io.infera.schemas.catalog.RequestKey;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.testing.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The small decoders: hexadecimal, request keys, key files, vectors, settings, dead letters.
 *
 * <p>Input: a byte for the decoder, then what it decodes.
 */
class TextFuzzTest {
  private static final List<Consumer<byte[]>> DECODERS =
      List.of(
          TextFuzzTest::hex,
          TextFuzzTest::requestKey,
          TextFuzzTest::privateKey,
          TextFuzzTest::vector,
          TextFuzzTest::setting,
          TextFuzzTest::settingsFile,
          TextFuzzTest::deadLetter,
          TextFuzzTest::hash);

  @MethodSource("seeds")
  @FuzzTest
  void shouldDecodeOrSayWhatIsWrong(byte[] input) {
    if (input.length > 0) {
      DECODERS
          .get((input[0] & 0xff) % DECODERS.size())
          .accept(Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static void hex(byte[] input) {
    String text = new String(input, UTF_8);
    byte[] decoded = orNull(IllegalArgumentException.class, () -> Hex.decode(text));
    if (decoded != null) {
      assertThat(Hex.encode(decoded)).isEqualToIgnoringCase(text.replaceFirst("^0x", ""));
    }
    assertThat(Hex.decode(Hex.encode(input))).isEqualTo(input);
    assertThat(Hex.decode("0x" + Hex.encode(input))).isEqualTo(input);
  }

  private static void requestKey(byte[] input) {
    String text = new String(input, UTF_8);
    RequestKey key = orNull(IllegalArgumentException.class, () -> RequestKey.parse(text));
    if (key != null) {
      assertThat(key).hasToString(text);
      assertThat(RequestKey.parse(key.toString())).isEqualTo(key);
    }
  }

  private static void privateKey(byte[] input) {
    Identity identity =
        orNull(
            IllegalArgumentException.class,
            () -> Identity.ofPrivateKey(Hex.decode(new String(input, UTF_8).strip())));
    if (identity != null) {
      assertThat(identity.address()).matches("0x[0-9a-f]{40}");
      assertThat(Identity.ofPrivateKey(identity.privateKey()).address())
          .isEqualTo(identity.address());
    }
  }

  private static void vector(byte[] input) {
    if (input.length < Integer.BYTES) {
      return;
    }
    var in = ByteBuffer.wrap(input);
    int dimension = in.getInt();
    byte[] bytes = Arrays.copyOfRange(input, Integer.BYTES, input.length);
    var output =
        InferenceOutput.newBuilder()
            .setVector(ByteBuffer.wrap(bytes))
            .setEncoding(VectorEncoding.FLOAT32)
            .setDimension(dimension)
            .setInputTokens(1)
            .build();
    float[] vector = orNull(IllegalArgumentException.class, () -> Vectors.decode(output));
    if (vector != null) {
      assertThat(vector).hasSize(dimension);
      // A signalling NaN may come back as a quiet one: compared as the numbers that they are.
      assertThat(Vectors.decode(Records.output(vector))).containsExactly(vector);
    }
  }

  private static void setting(byte[] input) {
    readAll(Settings.of(Map.of("key", new String(input, UTF_8))));
  }

  private static void settingsFile(byte[] input) {
    try {
      Path file = Files.createTempFile("fuzz", ".properties");
      try {
        Files.write(file, input);
        Settings settings = orNull(SettingsException.class, () -> Settings.load(file));
        if (settings != null) {
          readAll(settings);
          orNull(
              SettingsException.class,
              () -> {
                settings.rejectUnknown();
                return settings;
              });
        }
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void readAll(Settings settings) {
    orNull(SettingsException.class, () -> settings.text("key"));
    orNull(SettingsException.class, () -> settings.path("key"));
    orNull(SettingsException.class, () -> settings.path("key", Path.of("x")));
    orNull(SettingsException.class, () -> settings.flag("key", true));
    orNull(
        SettingsException.class, () -> settings.choice("key", NodeState.class, NodeState.ACTIVE));
    Duration duration =
        orNull(SettingsException.class, () -> settings.duration("key", Duration.ZERO));
    assertThat(duration == null || !duration.isNegative()).isTrue();
    Long bytes = orNull(SettingsException.class, () -> settings.bytes("key", 0));
    assertThat(bytes == null || bytes >= 0).isTrue();
    Integer integer = orNull(SettingsException.class, () -> settings.integer("key", 1, 1, 9));
    assertThat(integer == null || integer >= 1 && integer <= 9).isTrue();
    Double decimal = orNull(SettingsException.class, () -> settings.decimal("key", 0, -1, 1));
    assertThat(decimal == null || decimal >= -1 && decimal <= 1).isTrue();
    assertThat(settings.list("key")).doesNotContain("");
    for (String rest : settings.withPrefix("k").keySet()) {
      assertThat(settings.withPrefix("k" + rest)).containsKey("");
    }
  }

  private static void deadLetter(byte[] input) {
    var origin = new ConsumerRecord<>("infera.results", 1, 2L, input, input);
    var letter = DeadLetter.of("fuzz", origin, new IllegalStateException(new String(input, UTF_8)));
    assertThat(letter.topic()).isEqualTo("infera.results.dlq");
    assertThat(letter.key()).isEqualTo(input);
    assertThat(letter.value()).isEqualTo(input);
    assertThat(letter.headers().lastHeader(DeadLetter.MESSAGE).value().length)
        .isLessThanOrEqualTo(6_000);
  }

  /** Where a text is cut makes another hash, and so does its kind. */
  private static void hash(byte[] input) {
    int cut = input.length / 2;
    byte[] head = Arrays.copyOf(input, cut);
    byte[] tail = Arrays.copyOfRange(input, cut, input.length);
    var whole = CanonicalHash.of("fuzz").bytes(input).finish();
    assertThat(CanonicalHash.of("fuzz").bytes(input).finish()).isEqualTo(whole);
    assertThat(CanonicalHash.of("fuzz").bytes(head).bytes(tail).finish()).isNotEqualTo(whole);
    assertThat(CanonicalHash.of("fuzz").bytes(input).bytes(new byte[0]).finish())
        .isNotEqualTo(whole);
    assertThat(CanonicalHash.of("fuzzy").bytes(input).finish()).isNotEqualTo(whole);
  }

  /** What an action returns; null when it ends in the one exception that it declares. */
  private static <T> T orNull(Class<? extends RuntimeException> declared, Supplier<T> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      if (declared.isInstance(e)) {
        return null;
      }
      throw e;
    }
  }

  static Stream<byte[]> seeds() {
    String key = "5fbdb2315678afecb367f032d93f642f64180aa35fbdb2315678afecb367f032";
    return Stream.of(
        seed(0, "0x00ff"),
        seed(1, "0x5fbdb2315678afecb367f032d93f642f64180aa3/r-1"),
        seed(2, key),
        seed(3, "\0\0\0\2\0\0\0\0abcd"),
        seed(4, "250ms"),
        seed(4, "64MiB"),
        seed(4, "7"),
        seed(4, "0.5"),
        seed(4, "true"),
        seed(4, "active"),
        seed(4, "a, b"),
        seed(4, "/tmp/\0x"),
        seed(5, "key = 5s\nkafka.bootstrap.servers=x\\u0041\n"),
        seed(6, "expected"),
        seed(7, "ab"));
  }

  private static byte[] seed(int decoder, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + bytes.length).put((byte) decoder).put(bytes).array();
  }
}
